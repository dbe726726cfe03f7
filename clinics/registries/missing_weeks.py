"""Which days after the newest full NPPES file no weekly file covers."""

from __future__ import annotations

import datetime as dt

from clinics.registries.models import Register, RegisterFile
from clinics.registries.nppes import Named, named

DAY = dt.timedelta(days=1)


def missing_days(until: dt.date) -> list[dt.date]:
    """The days that no loaded file covers, in order, from the newest full file through `until`."""
    files = RegisterFile.objects.filter(register=Register.NPPES)
    full = files.filter(kind=RegisterFile.Kind.FULL).order_by("-as_of").first()
    if full is None:
        return []
    covered: set[dt.date] = set()
    for file in files.filter(kind=RegisterFile.Kind.WEEKLY, as_of__gt=full.as_of):
        days = named(file.name) or Named(file.as_of, file.as_of)
        covered |= set(_days(days.since, days.until))
    return [day for day in _days(full.as_of + DAY, until) if day not in covered]


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + DAY * count for count in range((last - first).days + 1)]
