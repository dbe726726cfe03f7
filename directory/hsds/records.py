"""Clinics as HSDS records: plain, whole, or only their ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils import timezone

from clinics.exchange.hsds.answers import Answer, answers_of
from clinics.exchange.hsds.ids import SERVICE, record_id
from clinics.exchange.hsds.places import location, organization, organization_id
from clinics.exchange.hsds.services import plain_at_location, plain_service, service
from clinics.exchange.hsds.trail import trails
from clinics.listing.changed import changed_at
from clinics.listing.models.clinic import ClinicQuerySet
from clinics.models import Clinic
from directory.hsds.parameters import Asked

Record = dict[str, Any]


def services(clinics: Sequence[Clinic], asked: Asked, *, with_trail: bool = False) -> list[Record]:
    """Services of clinics that came with their prices and hours. Two queries, three with the trail;
    one if only ids are asked for.
    """
    keys = [clinic.pk for clinic in clinics]
    if asked.get("minimal"):
        changed = changed_at(keys)
        # The standard's own words call it so here, and `last_modified` in the service.
        return [{"id": record_id(SERVICE, key), "modified_date": changed[key].isoformat()}
                if key in changed else {"id": record_id(SERVICE, key)} for key in keys]  # fmt: skip
    trail = trails(keys) if with_trail else {}
    made = _services(clinics, answers_of(keys), asked)
    return [
        one | ({"metadata": trail[key]} if trail.get(key) else {})
        for key, one in zip(keys, made, strict=True)
    ]


def at_locations(clinics: Sequence[Clinic], asked: Asked) -> list[Record]:
    """Services at their locations, each with both. Two queries."""
    answers = answers_of([clinic.pk for clinic in clinics])
    held = _services(clinics, answers, asked)
    return [
        plain_at_location(clinic) | {"location": _location(clinic, answers), "service": one}
        for clinic, one in zip(clinics, held, strict=True)
    ]


def organizations(clinics: Iterable[Clinic], asked: Asked) -> list[Record]:
    """The organizations of these clinics, one each; with `full` all that they have.

    Queries more if they are full: two for the places, and three for the services.
    """
    firsts = list(clinics)
    plain = [organization(clinic) for clinic in firsts]
    if not (asked.get("full") or asked.get("full_service")):
        return plain
    ids = [clinic.organization_id for clinic in firsts if clinic.organization_id is not None]
    own = [clinic.pk for clinic in firsts if clinic.organization_id is None]
    theirs = clinics_of(asked).published().filter(Q(organization__in=ids) | Q(pk__in=own))
    order = [one["id"] for one in plain]
    return list(whole_organizations(theirs.order_by("pk"), asked, order=order))


def clinics_of(asked: Asked) -> ClinicQuerySet:
    """Clinics with what whole organizations show of them."""
    if asked.get("full_service"):
        return Clinic.objects.all().with_prices_and_hours()
    return Clinic.objects.select_related("organization")


def whole_organizations(
    clinics: Iterable[Clinic], asked: Asked, *, order: Iterable[str]
) -> Iterator[Record]:
    """Organizations with the places of their clinics, and with `full_service` their services.

    `order` are their ids. A query, and two with services.
    """
    all_ = list(clinics)
    of: dict[str, list[Clinic]] = defaultdict(list)
    for clinic in all_:
        of[organization_id(clinic)].append(clinic)
    answers = answers_of([clinic.pk for clinic in all_])
    made: dict[int, Record] = {}
    if asked.get("full_service"):
        whole = _services(all_, answers, {"full": True})
        made = {clinic.pk: one for clinic, one in zip(all_, whole, strict=True)}
    for id in order:
        record = organization(of[id][0])
        if asked.get("full_service"):
            whole = [made[one.pk] for one in of[id]]
            record["locations"] = [one["service_at_locations"][0]["location"] for one in whole]
            record["services"] = whole
        else:
            record["locations"] = [_location(one, answers) for one in of[id]]
        yield record


Answers = dict[int, list[Answer]]


def _services(clinics: Sequence[Clinic], answers: Answers, asked: Asked) -> list[Record]:
    """Services with these answers, by clinic. One query."""
    changed, on = changed_at([clinic.pk for clinic in clinics]), timezone.localdate()
    make = partial(service, is_written=True) if asked.get("full") else plain_service
    return [
        make(clinic, answers[clinic.pk], changed=changed.get(clinic.pk), on=on)
        for clinic in clinics
    ]


def _location(clinic: Clinic, answers: Answers) -> Record:
    return location(clinic, {fact.code: fact for fact in answers[clinic.pk]})
