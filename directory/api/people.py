"""What people and their checks look like to a machine: pure functions. They ask no database."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from clinics.credentials.route_requirements import RouteNeed
from clinics.models import Check, Credential
from directory.presenting.clinicians import (
    People,
    Person,
    checks_of,
    needs_of,
    number_of,
    source_of,
    state_of,
)
from directory.presenting.listed_clinic import Listed

Json = dict[str, Any]


def people(found: People, listed: Listed, *, on: dt.date) -> Json:
    """The members of a clinic's detail that tell of its people, its credentials and its routes."""
    return {
        "people": [_person(person, on) for person in found.people],
        "credentials": [_credential(one, on) for one in found.own],
        "routes_need": [_need(need) for need in needs_of(listed, found, on=on)],
    }


def _person(person: Person, on: dt.date) -> Json:
    clinician = person.clinician
    return {
        "name": str(clinician),
        "profession": clinician.profession,
        "role": clinician.role,
        "on_site": clinician.is_on_site,
        "supervises": list(clinician.supervises),
        "credentials": [_credential(one, on) for one in person.credentials],
    }


def _credential(credential: Credential, on: dt.date) -> Json:
    return {
        "kind": credential.kind,
        "state": credential.state or None,
        "number": number_of(credential) or None,
        "name": credential.name or None,
        "expires_on": _day(credential.expires_on),
        "stated_on": _day(credential.stated_on),
        "status": state_of(credential, on=on),
        "checks": [_check(check) for check in checks_of(credential)],
    }


def _check(check: Check) -> Json:
    return {
        "method": check.method,
        "outcome": check.outcome,
        "source": source_of(check),
        "source_url": check.source_url or None,
        "date": _day(timezone.localdate(check.at)),
        "valid_until": _day(check.valid_until),
        "register_as_of": _day(check.register_as_of),
    }


def _need(need: RouteNeed) -> Json:
    return {
        "route": need.route,
        "need": need.need.code,
        "state": need.state,
        "by": [
            {"person": str(one.clinician) if one.clinician else None, "kind": one.kind}
            for one in need.by
        ],
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
