"""Builds the search row of a clinic: everything a search needs and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from clinics.checklist import CHECKLIST
from clinics.geo import unit_vector
from clinics.listing import rating
from clinics.listing.course import course_price
from clinics.listing.coverage import paid_bits
from clinics.listing.models import Clinic, Fact, Price, SearchRow, SourceKind
from clinics.listing.records import AnyPrice, Dated
from clinics.text import sort_key, words
from clinics.vocabulary import AWAY_BIT, MASK_BYTES


def mask(codes: Iterable[str]) -> bytes:
    """A bit mask of codes: bit n is bit n % 8 of byte n // 8. Codes without a bit are left out."""
    return _mask(item.bit for code in codes if (item := CHECKLIST.get(code)))


def paid(facts: Iterable[Fact]) -> bytes:
    """A bit mask of the treatments that insurers pay for, in the layout of `paid_bits`."""
    return _mask(bit for f in facts if f.value and f.covers for bit in paid_bits(f.code, f.covers))


def _mask(bits: Iterable[int]) -> bytes:
    return sum(1 << bit for bit in set(bits)).to_bytes(MASK_BYTES, "little")


def away(stated: bytes) -> bytes:
    """The mask with the bit that says: this clinic takes nobody just now."""
    return (int.from_bytes(stated, "little") | 1 << AWAY_BIT).to_bytes(MASK_BYTES, "little")


def last_confirmed(
    clinic: Clinic, facts: Iterable[Dated], prices: Iterable[AnyPrice]
) -> dt.date | None:
    """The last day on which the clinic repeated an answer or somebody confirmed one; or None."""
    days = [
        stated.affirmed_on
        for stated in (clinic, *facts, *prices)
        if stated.source == SourceKind.CLINIC
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
    """The unsaved row of a clinic with these facts and prices, as of a day. No queries."""
    sessions = next((f.number for f in facts if f.code == "number.sessions_in_course"), None)
    course = course_price(prices, sessions)
    in_dollars = course if course and course.currency == "USD" else None
    confirmed = [f for f in facts if f.is_confirmed(on=on)]
    names = " ".join([clinic.name, organization, *clinic.clinician_names])
    stated, dues = mask(f.code for f in facts if f.value), [f.due_on for f in confirmed]
    if not clinic.is_receiving(on=on):
        stated, dues = away(stated), [*dues, clinic.paused_until]
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
        stated=stated,
        confirmed=mask(f.code for f in confirmed),
        paid=paid(facts),
        course_cents=int(in_dollars.amount * 100) if in_dollars else None,
        course_partial=bool(in_dollars and in_dollars.partial),
        rating=rating.ordering(marks_sum=clinic.marks_sum, marks_count=clinic.marks_count),
        rating_count=clinic.marks_count,
        last_confirmed=last_confirmed(clinic, facts, prices),
        next_due=min((day for day in dues if day), default=None),
        name_key=sort_key(clinic.name)[:400],
        words=sorted({word[:60] for word in words(names)}),
    )
