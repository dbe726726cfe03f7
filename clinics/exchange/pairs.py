"""Pairs of a row that went from a list and a row that came: one clinic, renamed or moved?"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clinics.listing.models import Clinic, SourceRecord

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Pair:
    """Two listings that may be one. `why` is what they have in common, in words."""

    gone: Clinic
    new: Clinic
    why: str

    def __str__(self) -> str:
        return f"{self.gone.name} ({self.gone.slug}), {self.new.name} ({self.new.slug}): {self.why}"


Row = tuple[SourceRecord, Clinic]
"""A row of a list, with the listing in which it lives on."""


def renamed_or_moved(gone: Iterable[Row], present: Iterable[Row]) -> Iterator[Pair]:
    """The pairs that have an address or a phone number in common, in the order of `gone`.

    The new row came after the other one was last seen. Branches often share one number, so a
    number alone counts only if one row went and one came with it. No query.
    """
    gone, present = list(gone), list(present)
    at_address, at_phone = _by("address_key", present), _by("phone", present)
    left_with = _by("phone", gone)
    for row in gone:
        clinic = row[1]
        here = _came(row, at_address[clinic.address_key]) if clinic.address_key else []
        calls = _came(row, at_phone[clinic.phone]) if clinic.phone else []
        for other in here:
            why = "the same address and phone" if other in calls else "the same address"
            yield Pair(clinic, other, why)
        moved = [other for other in calls if other not in here]
        if not here and len(moved) == 1 and len(left_with[clinic.phone]) == 1:
            yield Pair(clinic, moved[0], "the same phone")


def _by(name: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[getattr(row[1], name)].append(row)
    return found


def _came(gone: Row, rows: Iterable[Row]) -> list[Clinic]:
    """The listings of those rows that came when this one went."""
    record, clinic = gone
    since = record.last_seen + DAY
    if record.gone_since:
        since = min(since, record.gone_since)
    return [other for came, other in rows if came.first_seen >= since and other.pk != clinic.pk]
