"""Which rows go from one listing to the other when two become one.

Every table with a `clinic` goes along, except those in `STAY`. A row that the survivor has already
stays behind. Reads only; `actions/move.py` carries it out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, UniqueConstraint

from clinics.credentials.models import Clinician, Credential, CredentialCase
from clinics.listing.models import Clinic
from clinics.merging.twins import Person, key, twins
from clinics.reviews.actions.kept import COUNTED
from clinics.reviews.models import Reply, Review
from clinics.suggestions.models import UpcomingMove

YEAR = dt.timedelta(days=365)
"""How long one address has one review of a clinic."""

STAY = {
    "clinic", "duplicatepair", "merge", "candidate",  # what is said of the listings themselves
    "fact", "price", "hours", "searchrow", "storedcard",  # answers are taken one by one
    "sourcerecord", "absence",  # imports follow `merged_into`
    "editdraft", "note", "notice", "trace",  # what was typed or told at that listing
    "suggestion",  # what was said of that listing as a whole
}  # fmt: skip
"""The tables whose rows stay with their listing, by model name."""

OWN_WAY = {"clinician", "credential", "credentialcase", "review", "reply", "upcomingmove"}
"""The tables that need more than another `clinic`."""


class Move(NamedTuple):
    """Rows of one table that change alike: their keys, and the columns before and after."""

    table: str
    ids: list[int]
    before: dict[str, Any]
    after: dict[str, Any]


def tables() -> dict[str, type[Model]]:
    """Every model with a foreign key to a clinic, by its name."""
    fields = Clinic._meta.get_fields(include_hidden=True)
    related: Iterator[Any] = (f.related_model for f in fields if f.auto_created and not f.concrete)
    return {model._meta.model_name: model for model in related}


def planned(survivor: Clinic, loser: Clinic, *, name: str) -> list[Move]:
    """All rows that go along, in the order in which they can go.

    `name` is what the survivor will be called.
    """
    moves = [
        Move(name, ids, {"clinic_id": loser.pk}, {"clinic_id": survivor.pk})
        for name, model in tables().items()
        if name not in STAY | OWN_WAY
        and (ids := _keys(_theirs(model, loser).exclude(pk__in=held_twice(model, survivor, loser))))
    ]
    return [*moves, *_upcoming_move(survivor, loser), *_people(survivor, loser),
            *_reviews(survivor, loser, name)]  # fmt: skip


def _upcoming_move(survivor: Clinic, loser: Clinic) -> Iterator[Move]:
    """The loser's planned move goes along, unless the survivor plans one or is there already."""
    rows = UpcomingMove.objects.exclude(
        Exists(UpcomingMove.objects.filter(clinic=survivor.pk)),
    ).exclude(street=survivor.street, city=survivor.city, state=survivor.state)  # fmt: skip
    if ids := _keys(rows.filter(clinic=loser.pk)):
        yield Move("upcomingmove", ids, {"clinic_id": loser.pk}, {"clinic_id": survivor.pk})


def _theirs(model: type[Model], clinic: Clinic) -> QuerySet:
    return model._base_manager.filter(clinic=clinic.pk)


def _keys(rows: QuerySet) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def held_twice(model: type[Model], survivor: Clinic, loser: Clinic) -> QuerySet:
    """The keys of the loser's rows that the database would refuse at the survivor."""
    refused, theirs = Q(pk__in=[]), model._base_manager.filter(clinic=survivor.pk)
    if getattr(model._meta.get_field("clinic"), "unique", False):
        refused |= Q(Exists(theirs))
    for rule in model._meta.constraints:
        if isinstance(rule, UniqueConstraint) and "clinic" in rule.fields:
            others = {name: OuterRef(name) for name in rule.fields if name != "clinic"}
            condition = rule.condition or Q()
            refused |= condition & Q(Exists(theirs.filter(condition, **others)))
    return _theirs(model, loser).filter(refused).values("pk")


def people_of(clinic: Clinic) -> list[Person]:
    """The clinic itself, then its clinicians in the order of their keys. Two queries."""
    held: dict[int | None, list[Credential]] = {}
    for one in Credential.objects.filter(clinic=clinic.pk).select_related("current").order_by("pk"):
        held.setdefault(one.clinician_id, []).append(one)
    clinicians = Clinician.objects.filter(clinic=clinic.pk).order_by("pk")
    return [
        Person(clinician=who, credentials=held.get(who.pk if who else None, []))
        for who in (None, *clinicians)
    ]


def _people(survivor: Clinic, loser: Clinic) -> Iterator[Move]:
    """The loser's people go along. Of somebody who is at both, the row with more confirmed
    credentials is shown at the survivor, with what both hold.
    """
    ours, theirs = people_of(survivor), people_of(loser)
    pairs = twins(ours, theirs)
    goes: list[tuple[Model, dict[str, Any]]] = []
    for person in theirs:
        if not any(person is other for _one, other in pairs):
            goes += _with_credentials(person, survivor)
    for one, other in pairs:
        is_better = one.clinician is not None and other.confirmed > one.confirmed
        kept, left = (other, one) if is_better else (one, other)
        goes += _with_credentials(kept, survivor)
        if left.clinician:
            goes.append((left.clinician, {"clinic_id": loser.pk}))
        held = {key(credential) for credential in kept.credentials} - {None}
        for credential in left.credentials:
            stays = key(credential) in held
            holder, at = (left, loser) if stays else (kept, survivor)
            who = holder.clinician and holder.clinician.pk
            goes.append((credential, {"clinic_id": at.pk, "clinician_id": who}))
    yield from _grouped(goes)
    places = {row.pk: to["clinic_id"] for row, to in goes if isinstance(row, Credential)}
    cases = CredentialCase.objects.filter(credential__in=places).order_by("pk")
    yield from _grouped([(case, {"clinic_id": places[case.credential_id]}) for case in cases])


def _with_credentials(person: Person, clinic: Clinic) -> list[tuple[Model, dict[str, Any]]]:
    rows: list[Model] = [person.clinician] if person.clinician else []
    return [(row, {"clinic_id": clinic.pk}) for row in (*rows, *person.credentials)]


def _reviews(survivor: Clinic, loser: Clinic, name: str) -> Iterator[Move]:
    """The loser's reviews go along. What was written under another name keeps that name.

    Of two that one address wrote within a year, the newer is at the survivor.
    """
    names = {clinic.pk: clinic.name for clinic in (survivor, loser) if clinic.name != name}
    goes: list[tuple[Model, dict[str, Any]]] = []
    rows = Review.objects.filter(clinic__in=[survivor.pk, loser.pk])
    kept: dict[str, list[Review]] = {}
    for review in rows.select_related("address").order_by("-written_on", "-pk"):
        lookup = review.address.lookup if hasattr(review, "address") else ""
        newer = kept.setdefault(lookup, []) if lookup else []
        is_repeated = review.status in COUNTED and any(
            one.clinic_id != review.clinic_id and one.written_on - review.written_on < YEAR
            for one in newer
        )
        if review.status in COUNTED and not is_repeated:
            newer.append(review)
        at = loser if is_repeated else survivor
        to: dict[str, Any] = {"clinic_id": at.pk}
        if at is survivor:
            to["written_under"] = review.written_under or names.get(review.clinic_id, "")
        goes.append((review, to))
    yield from _grouped(goes)
    places = {row.pk: to["clinic_id"] for row, to in goes}
    replies = Reply.objects.filter(review__in=places).order_by("pk")
    yield from _grouped([(reply, {"clinic_id": places[reply.review_id]}) for reply in replies])


def _grouped(goes: list[tuple[Model, dict[str, Any]]]) -> list[Move]:
    """The rows that change, those that change alike together, in the order given."""
    moves: dict[str, Move] = {}
    for row, to in goes:
        before = {name: getattr(row, name) for name in to}
        if before != to:
            table = str(row._meta.model_name)
            move = moves.setdefault(f"{table} {before} {to}", Move(table, [], before, to))
            move.ids.append(row.pk)
    return list(moves.values())
