"""Reads HSDS schedules as the hours of a week."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from clinics.listing.hours import DAYS as OURS

DAYS = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), OURS, strict=True))
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d)?", re.ASCII)
"""A time of day, perhaps with the offset of the place. One in UTC (Z) is not a local time."""
RULES = ("until", "count", "byweekno", "bymonthday", "byyearday")
"""What makes a schedule another one than every week's."""


def hours_cell(schedules: list[dict[str, Any]], *, on: dt.date) -> str:
    """The hours as `csv_values.hours` reads them; '' if nothing is said of that day.

    If one schedule is not a plain week, the cell is a text that nobody can read as hours: a part
    of the hours would be a wrong answer.
    """
    spans = []
    for row in schedules:
        if not _holds(row, on):
            continue
        span = _spans(row)
        if span is None:
            return f"schedule {row.get('id', '')}: not the same hours every week"
        spans += span
    return "; ".join(spans)


def _holds(row: dict[str, Any], on: dt.date) -> bool:
    """Whether the schedule is about hours at all, and about that day."""
    day = on.isoformat()
    begun = str(row.get("valid_from") or "")[:10] <= day
    lasts = day <= (str(row.get("valid_to") or "")[:10] or day)
    return begun and lasts and any(row.get(name) for name in ("opens_at", "closes_at", "byday"))


def _spans(row: dict[str, Any]) -> list[str] | None:
    """`Mon 09:00-17:00` for each day; None if it is not a plain week."""
    days = [day.strip().upper() for day in str(row.get("byday") or "").split(",")]
    times = [_TIME.fullmatch(str(row.get(name) or "")) for name in ("opens_at", "closes_at")]
    is_plain = (
        str(row.get("freq") or "WEEKLY").upper() == "WEEKLY"
        and str(row.get("interval") or 1) in ("1", "1.0")
        and not any(row.get(name) for name in RULES)
        and all(day in DAYS for day in days)
    )
    if not is_plain or not all(times):
        return None
    opens, closes = (f"{time[1]}:{time[2]}" for time in times if time)
    return [f"{DAYS[day]} {opens}-{closes}" for day in days]
