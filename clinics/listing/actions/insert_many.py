"""Inserts many new listings with COPY, chunk by chunk. The result is the same as with `add`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from clinics.audit.models import Event
from clinics.listing.actions.search_rows import lock_names, write_words
from clinics.listing.actions.source_records import record_of
from clinics.listing.card import LAYOUT, said_of
from clinics.listing.draft import Draft, Standing, differences
from clinics.listing.models import (
    Clinic,
    Fact,
    Hours,
    Organization,
    Price,
    SearchRow,
    SourceRecord,
    Status,
    StoredCard,
)
from clinics.listing.search_row import search_row

PLAIN = (str, int, float, bool, type(None))
"""Values that are worth remembering: many clinics of a file share a town, a state, a source."""


def insert_many(
    drafts: Iterable[Draft],
    *,
    actor: str,
    by=None,
    publish: bool,
    source: str = "",
    chunk: int = 1000,
) -> int:
    """List new clinics, one transaction a chunk. Returns how many.

    Raises ValidationError or IntegrityError when a draft cannot be stored or is listed already.
    Then its whole chunk is left out; earlier chunks stay.
    """
    remaining, total = iter(drafts), 0
    while batch := list(islice(remaining, chunk)):
        with transaction.atomic():
            _insert(batch, publish=publish, event={"actor": actor, "by": by, "source": source})
        total += len(batch)
    return total


def _insert(drafts: list[Draft], *, publish: bool, event: dict[str, Any]) -> None:
    """Write one chunk."""
    lock_names()
    clinics = _clinics(drafts, publish=publish)
    answers: dict[type[models.Model], list[Any]] = {Fact: [], Price: [], Hours: []}
    rows, cards, events, records = [], [], [], []
    today = timezone.localdate()
    for draft, clinic in zip(drafts, clinics, strict=True):
        facts, prices = list(draft.all_facts().values()), list(draft.prices.values())
        stated: dict[type[models.Model], Iterable[Any]] = {
            Fact: facts, Price: prices, Hours: draft.hours_by_key().values()
        }  # fmt: skip
        for model, given in stated.items():
            answers[model] += [(clinic.pk, *_values(model)(row)) for row in given]
        records.append(record_of(clinic, on=clinic.since))
        events.append(_event(clinic, draft, **event))
        if publish:
            name = draft.organization
            rows.append(search_row(clinic, facts, prices, organization=name, on=today))
            said = said_of(clinic, facts, prices, draft.hours_by_key().values())
            cards.append(StoredCard(clinic_id=clinic.pk, layout=LAYOUT, said=Jsonb(said)))
    _copy(Clinic, map(_values(Clinic), clinics))
    # Only a copy of a directory brings corrections along, and only few listings have any.
    corrected = [clinic for clinic in clinics if clinic.corrections]
    Clinic.objects.bulk_update(corrected, ["corrections"])
    for model, written in answers.items():
        _copy(model, written)
    _copy(SourceRecord, map(_values(SourceRecord), records))
    _copy(SearchRow, map(_values(SearchRow), rows))
    _copy(StoredCard, map(_values(StoredCard), cards))
    _copy(Event, map(_values(Event), events))
    write_words(rows)


def _clinics(drafts: list[Draft], *, publish: bool) -> list[Clinic]:
    """The validated clinics of the drafts, with ids from the sequence."""
    organizations = _organizations({draft.organization for draft in drafts} - {""})
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [Clinic._meta.db_table, len(drafts)],
        )
        ids = [row[0] for row in cursor.fetchall()]
    now, today = timezone.now(), timezone.localdate()
    clinics = []
    for pk, draft in zip(ids, drafts, strict=True):
        clinic = Clinic(pk=pk, created_at=now)
        status = Status.OPEN if publish else Status.CANDIDATE
        stands = (publish and draft.standing) or Standing(status=status, since=today)
        stands.put_on(clinic)
        for name, value in draft.fields.items():
            setattr(clinic, name, value)
        clinic.organization_id = organizations.get(draft.organization)
        _check(clinic)
        clinics.append(clinic)
    return clinics


def _check(clinic: Clinic) -> None:
    """Raise ValidationError as `full_clean` does. It remembers what many clinics share."""
    try:
        for name, field in _checked():
            value = getattr(clinic, name)
            if not (field.blank and value in field.empty_values):
                is_plain = isinstance(value, PLAIN)
                clean = _cleaned if is_plain else _cleaned.__wrapped__
                setattr(clinic, name, clean(field, value))
    except ValidationError:
        clinic.full_clean(
            exclude=["organization"], validate_unique=False, validate_constraints=False
        )


@cache
def _checked() -> list[tuple[str, models.Field]]:
    fields = Clinic._meta.concrete_fields
    return [(f.attname, f) for f in fields if f.name != "organization" and not f.generated]


@lru_cache(maxsize=10_000, typed=True)
def _cleaned(field: models.Field, value: Any) -> Any:
    return field.clean(value, None)


def _organizations(names: set[str]) -> dict[str, int]:
    """Ids of organizations by name. Missing ones are created."""
    new = [Organization(name=name) for name in sorted(names)]
    Organization.objects.bulk_create(new, ignore_conflicts=True)
    return dict(Organization.objects.filter(name__in=names).values_list("name", "pk"))


def _event(clinic: Clinic, draft: Draft, *, actor: str, by, source: str) -> Event:
    return Event(
        verb="listed",
        actor=actor,
        by_id=by.pk if by else None,
        target="clinic",
        target_id=clinic.pk,
        clinic_id=clinic.pk,
        before=Jsonb({}),
        after=Jsonb(differences(None, draft)[1]),
        source=source,
    )


@cache
def _columns(model: type[models.Model]) -> list[models.Field]:
    """The fields that COPY fills, `clinic` first. The database fills in ids and moments."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if (field.editable or not field.has_db_default())
        and (model is Clinic or not isinstance(field, models.AutoField))
    ]
    return sorted(fields, key=lambda field: field.name != "clinic")


@cache
def _values(model: type[models.Model]) -> attrgetter:
    """Reads the columns of a row as a tuple; for an answer without `clinic`."""
    skip = 1 if model in (Fact, Price, Hours) else 0
    return attrgetter(*(field.attname for field in _columns(model)[skip:]))


def _copy(model: type[models.Model], rows: Iterable[tuple]) -> None:
    """Insert rows of `_columns` with COPY."""
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in _columns(model))
    order = f"copy {connection.ops.quote_name(model._meta.db_table)} ({names}) from stdin"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(order) as copy:
        for row in rows:
            copy.write_row(row)
