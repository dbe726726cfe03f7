"""The packed row of a published clinic: everything a search needs and nothing else.

PostgreSQL itself generates the grid cell and the packed bytes from it (see the migration
`packed_search`); `directory.search` is the only reader.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from clinics.checklist import CHECKLIST
from clinics.geo import unit_vector
from clinics.listing import rating
from clinics.listing.course import course_price
from clinics.listing.models import Clinic, Fact, Price, SourceKind
from clinics.listing.names import sort_key, words
from clinics.vocabulary import MASK_BYTES


class SearchRow(models.Model):
    """One narrow row a published clinic, written by the transaction that publishes.

    `confirmed` holds what was confirmed and not overdue on the day of writing; `next_due` is the
    last day on which that is still so: after it, readers ask the facts.
    """

    clinic = models.OneToOneField(
        Clinic, primary_key=True, on_delete=models.CASCADE, related_name="search_row"
    )
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    z = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    state = models.CharField(max_length=2, blank=True)
    county = models.PositiveIntegerField(default=0)
    stated = models.BinaryField()
    confirmed = models.BinaryField()
    course_cents = models.IntegerField(null=True)
    course_partial = models.BooleanField(default=False)
    rating = models.FloatField(null=True)
    rating_count = models.PositiveIntegerField(default=0)
    last_confirmed = models.DateField(null=True)
    next_due = models.DateField(null=True)
    name_key = models.CharField(max_length=400, db_collation="C")
    words = ArrayField(models.CharField(max_length=60))

    class Meta:
        indexes = [
            models.Index(fields=["state"], name="clinics_searchrow_state"),
            models.Index(fields=["county"], name="clinics_searchrow_county"),
            models.Index(fields=["name_key", "clinic"], name="clinics_searchrow_by_name"),
            GinIndex(fields=["words"], name="clinics_searchrow_words"),
        ]

    def __str__(self) -> str:
        return self.name_key


class SearchWord(models.Model):
    """A word that occurs in a name: what a mistyped word is corrected to."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        indexes = [
            GinIndex(fields=["word"], name="clinics_searchword_alike", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.word


def mask(codes: Iterable[str]) -> bytes:
    """The codes' bits as bytes; bit n is bit n % 8 of byte n // 8. Codes without a bit: none."""
    bits = 0
    for code in codes:
        if item := CHECKLIST.get(code):
            bits |= 1 << item.bit
    return bits.to_bytes(MASK_BYTES, "little")


def last_confirmed(
    clinic: Clinic, facts: Iterable[Fact], prices: Iterable[Price]
) -> dt.date | None:
    """The latest day on which the clinic repeated something or somebody else confirmed it."""
    days = [
        said.affirmed_on for said in (clinic, *facts, *prices) if said.source == SourceKind.CLINIC
    ]
    days += [fact.confirmed_on for fact in facts if fact.confirmed_on]
    return max(days, default=None)


def search_row(
    clinic: Clinic,
    facts: list[Fact],
    prices: list[Price],
    *,
    organization: str = "",
    on: dt.date,
) -> SearchRow:
    """The (unsaved) row of a clinic with these facts and prices, as of a day. Asks no database."""
    sessions = next((f.number for f in facts if f.code == "number.sessions_in_course"), None)
    course = course_price(prices, sessions)
    in_dollars = course if course and course.currency == "USD" else None
    confirmed = [f for f in facts if f.is_confirmed(on=on)]
    x, y, z = unit_vector(clinic.point) if clinic.point else (None, None, None)
    return SearchRow(
        clinic_id=clinic.pk,
        x=x,
        y=y,
        z=z,
        latitude=clinic.latitude,
        longitude=clinic.longitude,
        state=clinic.state,
        county=clinic.county_fips,
        stated=mask(f.code for f in facts if f.value),
        confirmed=mask(f.code for f in confirmed),
        course_cents=int(in_dollars.amount * 100) if in_dollars else None,
        course_partial=bool(in_dollars and in_dollars.partial),
        rating=rating.ordering(marks_sum=clinic.marks_sum, marks_count=clinic.marks_count),
        rating_count=clinic.marks_count,
        last_confirmed=last_confirmed(clinic, facts, prices),
        next_due=min((f.due_on for f in confirmed if f.due_on), default=None),
        name_key=sort_key(clinic.name)[:400],
        words=sorted({word[:60] for word in words(f"{clinic.name} {organization}")}),
    )
