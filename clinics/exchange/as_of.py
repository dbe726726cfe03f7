"""The day that a file describes, read from its name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?P<year>20\d\d)"
_WORD = (r"(?P<word>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
         r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)")  # fmt: skip
_GAP = r"[\s_.,-]*"
_PATTERNS = [
    re.compile(rf"(?<!\d){_YEAR}([-_.]?)(?P<month>\d\d)\2(?P<day>\d\d)(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}[-_.]?(?P<month>\d\d)(?![-_.]?\d)"),
    re.compile(rf"(?<!\d)(?:(?P<day>\d\d?){_GAP})?(?<![a-z]){_WORD}{_GAP}{_YEAR}(?!\d)"),
    re.compile(rf"(?<![a-z]){_WORD}{_GAP}(?P<day>\d\d?),?{_GAP}{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}{_GAP}{_WORD}(?![a-z])"),
]
"""20260301, 2026-03-01 · 2026-03 · 1 March 2026, March 2026 · March 1, 2026 · 2026 March."""


def day_in(name: str, *, today: dt.date) -> dt.date | None:
    """The day in a file's name; of a month its first day, because it may be any day of it.

    None without a day, for a day to come, and when the name has two different ones.
    """
    found = {day for pattern in _PATTERNS for day in _days(pattern, name.casefold())}
    # A month and a day within it are one date said twice.
    exact = {day for day in found if day.day > 1}
    found -= {day.replace(day=1) for day in exact}
    day = found.pop() if len(found) == 1 else None
    return day if day and day <= today else None


def _days(pattern: re.Pattern[str], name: str) -> Iterator[dt.date]:
    for match in pattern.finditer(name):
        parts = match.groupdict()
        word = parts.get("word")
        month = MONTHS.index(word[:3]) + 1 if word else int(parts["month"])
        try:
            yield dt.date(int(parts["year"]), month, int(parts.get("day") or 1))
        except ValueError:
            continue
