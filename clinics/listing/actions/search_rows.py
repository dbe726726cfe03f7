"""Rebuilds search rows from what the listings say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from clinics.listing.models import Clinic, SearchRow, SearchWord
from clinics.listing.search_row import search_row

ROW_FIELDS = [f.name for f in SearchRow._meta.fields if not f.primary_key]
LOCKED_AT_ONCE = 200
"""How many clinics one transaction of `refresh_overdue` locks: edits wait for these alone."""


def rows_of(clinics: Iterable[Clinic], *, on: dt.date) -> list[SearchRow]:
    """The search rows of clinics that came with `with_answers()`."""
    return [
        search_row(
            clinic,
            list(clinic.facts.all()),
            list(clinic.prices.all()),
            organization=clinic.organization.name if clinic.organization else "",
            on=on,
        )
        for clinic in clinics
    ]


def write_rows(rows: list[SearchRow]) -> None:
    """Insert or replace search rows."""
    SearchRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["clinic"], update_fields=ROW_FIELDS
    )


def write_words(rows: list[SearchRow]) -> None:
    """Add the words of the rows' names to the vocabulary for typing errors."""
    vocabulary = sorted({word for row in rows for word in row.words})
    SearchWord.objects.bulk_create(
        [SearchWord(word=word) for word in vocabulary], ignore_conflicts=True
    )


def refresh_search(clinic_ids: Iterable[int]) -> None:
    """Rebuild the search rows of these clinics, and delete those of unpublished ones.

    The caller has locked the clinics, or their search rows.
    """
    ids = list(clinic_ids)
    published = Clinic.objects.published().filter(pk__in=ids).with_answers()
    rows = rows_of(published, on=timezone.localdate())
    SearchRow.objects.filter(clinic__in=ids).exclude(
        clinic__in=[row.clinic_id for row in rows]
    ).delete()
    write_rows(rows)
    write_words(rows)


@transaction.atomic
def rebuild_search(*, chunk: int = 2000) -> int:
    """Rebuild every search row, with the same result as the actions. Returns the number of rows."""
    SearchRow.objects.all().delete()
    SearchWord.objects.all().delete()
    ids = list(Clinic.objects.published().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), chunk):
        refresh_search(ids[start : start + chunk])
    return len(ids)


def refresh_overdue() -> int:
    """Rebuild the rows in which a confirmation has become overdue. Returns how many.

    One transaction a chunk. Each locks its clinics, in the order of their keys, before it reads
    them. Otherwise an edit that commits in between would be overwritten with older values.
    """
    overdue = SearchRow.objects.filter(next_due__lt=timezone.localdate())
    ids = list(overdue.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), LOCKED_AT_ONCE):
        with transaction.atomic():
            chunk = Clinic.objects.filter(pk__in=ids[start : start + LOCKED_AT_ONCE])
            locked = chunk.select_for_update(of=("self",)).order_by("pk").only("pk")
            refresh_search([clinic.pk for clinic in locked])
    return len(ids)
