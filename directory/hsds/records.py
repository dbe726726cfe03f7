"""Clinics as HSDS records: plain, whole, or only their ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Q

from clinics.exchange.hsds.ids import SERVICE, record_id
from clinics.exchange.hsds.places import location, organization, organization_id
from clinics.exchange.hsds.services import plain_at_location, plain_service, service
from clinics.exchange.hsds.trail import trails
from clinics.listing.changed import changed_at
from clinics.models import Clinic
from directory.hsds.parameters import Asked

Record = dict[str, Any]


def services(clinics: Sequence[Clinic], asked: Asked, *, with_trail: bool = False) -> list[Record]:
    """Services. One query, two with the trail."""
    keys = [clinic.pk for clinic in clinics]
    changed, trail = changed_at(keys), trails(keys) if with_trail else {}
    if asked.get("minimal"):
        # The standard's own words call it so here, and `last_modified` in the service.
        return [{"id": record_id(SERVICE, key), "modified_date": changed[key].isoformat()}
                if key in changed else {"id": record_id(SERVICE, key)} for key in keys]  # fmt: skip
    make = service if asked.get("full") else plain_service
    return [
        make(clinic, changed=changed.get(clinic.pk))
        | ({"metadata": trail[clinic.pk]} if trail.get(clinic.pk) else {})
        for clinic in clinics
    ]


def at_locations(clinics: Sequence[Clinic], asked: Asked) -> list[Record]:
    """Services at their locations, each with both. One query."""
    held = services(clinics, asked)
    return [
        plain_at_location(clinic) | {"location": _location(clinic), "service": one}
        for clinic, one in zip(clinics, held, strict=True)
    ]


def organizations(clinics: Iterable[Clinic], asked: Asked) -> list[Record]:
    """The organizations of these clinics, one each; with `full` all that they have.

    Five queries more if they are full.
    """
    firsts = list(clinics)
    plain = [organization(clinic) for clinic in firsts]
    if not (asked.get("full") or asked.get("full_service")):
        return plain
    ids = [clinic.organization_id for clinic in firsts if clinic.organization_id is not None]
    own = [clinic.pk for clinic in firsts if clinic.organization_id is None]
    theirs = Clinic.objects.published().with_answers().filter(
        Q(organization__in=ids) | Q(pk__in=own)
    ).order_by("pk")  # fmt: skip
    return list(whole_organizations(theirs, asked, order=[one["id"] for one in plain]))


def whole_organizations(
    clinics: Iterable[Clinic], asked: Asked, *, order: Iterable[str]
) -> Iterator[Record]:
    """Organizations with the places of their clinics, and with `full_service` their services.

    `order` are their ids. One query with services.
    """
    of: dict[str, list[Clinic]] = defaultdict(list)
    for clinic in clinics:
        of[organization_id(clinic)].append(clinic)
    wants_services = asked.get("full_service")
    whole = [clinic for some in of.values() for clinic in some] if wants_services else []
    made = {one["id"]: one for one in services(whole, {"full": True})} if whole else {}
    for id in order:
        record = organization(of[id][0]) | {"locations": [_location(one) for one in of[id]]}
        if wants_services:
            record["services"] = [made[record_id(SERVICE, one.pk)] for one in of[id]]
        yield record


def _location(clinic: Clinic) -> Record:
    return location(clinic, {fact.code: fact for fact in clinic.facts.all()})
