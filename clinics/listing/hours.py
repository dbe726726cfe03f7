"""Opening hours: read from text, put in order, and shown.

A span is a weekday (Monday is 0), an opening and a closing time, as `09:00`. A clinic that closes
at midnight closes at MIDNIGHT, the last minute that the database knows; we write it 24:00.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import pairwise

from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _

Span = tuple[int, str, str]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MIDNIGHT = "23:59"
NIGHT_ENDS = "08:00"
EVENING_BEGINS = "13:00"
"""A span that opens so late and closes before NIGHT_ENDS goes past midnight. Any other that closes
before it opens is a mistake, or means another half of the day: 8:00-5:00."""
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_CLOCK = r"(\d{1,2}:\d\d)"
_SPAN = re.compile(rf"([^\W\d]{{3}})\w*(?: ?[-–] ?([^\W\d]{{3}})\w*)? {_CLOCK} ?[-–] ?{_CLOCK}")


def read_hours(text: str) -> list[Span]:
    """`Mon-Fri 09:00-17:00; Sat 9:00-24:00` or `24/7` as spans in order.

    Raises ValueError, in words, for another form and for what `arranged` refuses.
    """
    if text.strip() == "24/7":
        return arranged((day, "00:00", "24:00") for day in range(7))
    spans: list[Span] = []
    for part in filter(None, map(str.strip, text.split(";"))):
        match = _SPAN.fullmatch(part)
        days = [(name or match[1]).capitalize() for name in match.group(1, 2)] if match else []
        if match is None or not set(days) <= set(DAYS):
            words = {"part": part[:40]}
            raise ValueError(_("“%(part)s” is not like “Mon 09:00-17:00”.") % words)
        first, last = map(DAYS.index, days)
        _refuse_half_a_day(part, match[3])
        opens, closes = match[3].zfill(5), match[4].zfill(5)
        spans += [((first + n) % 7, opens, closes) for n in range((last - first) % 7 + 1)]
    return arranged(spans)


def _refuse_half_a_day(part: str, opens: str) -> None:
    """Raise ValueError for an opening such as 1:00, which many write for 1 p.m."""
    if not re.match(r"[1-5]:", opens):
        return
    words = {"part": part[:40], "time": opens, "later": f"{int(opens[0]) + 12}{opens[1:]}"}
    raise ValueError(_("“%(part)s”: write %(time)s as 0%(time)s or as %(later)s.") % words)


def arranged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, each within its day: one past midnight becomes two.

    Raises ValueError, in words, for what is no time, closes before it opens, or overlaps.
    """
    within: set[Span] = set()
    for day, opens, closes in spans:
        name = {"day": WEEKDAYS.get(day, day)}
        ends = "00:00" if closes == "24:00" else closes
        if day not in range(7) or not (_TIME.fullmatch(opens) and _TIME.fullmatch(ends)):
            raise ValueError(_("%(day)s: give times such as 09:00 and 17:30.") % name)
        if ends == "00:00" and opens < MIDNIGHT:
            within.add((day, opens, MIDNIGHT))
        elif opens < ends:
            within.add((day, opens, ends))
        elif ends <= NIGHT_ENDS and EVENING_BEGINS <= opens < MIDNIGHT:
            within |= {(day, opens, MIDNIGHT), ((day + 1) % 7, "00:00", ends)}
        else:
            raise ValueError(
                _("%(day)s: the closing time must be later than the opening time.") % name
                + (_(" Write 17:00 for 5 p.m.") if ends < EVENING_BEGINS else "")
            )
    ordered = sorted(within)
    for one, other in pairwise(ordered):
        if one[0] == other[0] and other[1] < one[2]:
            raise ValueError(_("%(day)s: the time spans overlap.") % {"day": WEEKDAYS[one[0]]})
    return ordered


def written_hours(spans: Iterable[Span]) -> str:
    """Spans in the form that `read_hours` reads."""
    return "; ".join(
        f"{DAYS[day]} {opens}-{'24:00' if closes == MIDNIGHT else closes}"
        for day, opens, closes in spans
    )


def closing(time: dt.time) -> str:
    """A closing time as people read it: `5:30 p.m.`, or `midnight`."""
    return str(time_format(dt.time() if f"{time:%H:%M}" == MIDNIGHT else time, "P"))
