"""Date parameters: a value is as long as it is precise, from a moment to before another one."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.fhir.parameters.parameter import EVERYTHING, NOTHING, Now, Parameter
from directory.fhir.parameters.values import plain

PREFIXES = ("eq", "ne", "gt", "ge", "lt", "le", "sa", "eb")

_VALUE = re.compile(
    r"(?P<prefix>[a-z]{2})?(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)(T(?P<hour>\d\d):"
    r"(?P<minute>\d\d)(:(?P<second>\d\d)(\.(?P<part>\d{1,9}))?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
_BLANK_FOR_PLUS = re.compile(r"T[\d:.]+ \d\d:\d\d$", re.ASCII)


@dataclass(frozen=True)
class Span:
    """How a value compares, and what it is: from `start` to before `end`."""

    prefix: str
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Date(Parameter):
    """A parameter over moments or periods of resources."""

    type = "date"

    def read(self, text: str, modifier: str, now: Now) -> Span:
        """The span of `2026`, `ge2026-03`, `lt2026-03-01T10:30:00-05:00` … Raises Refused."""
        self.known(modifier)
        said = plain(text).strip()
        if _BLANK_FOR_PLUS.search(said):
            words = _("“%(said)s” has a blank where a plus sign was meant: write it as %%2B.")
            raise self.wrong(words % {"said": said[:60]})
        found = _VALUE.fullmatch(said)
        prefix = (found and found["prefix"]) or "eq"
        if not found or prefix not in PREFIXES:
            words = _("“%(said)s” is no date. Write 2026, 2026-03, 2026-03-01 or "
                      "2026-03-01T10:30:00Z, perhaps after one of: %(known)s.")  # fmt: skip
            raise self.wrong(words % {"said": said[:60], "known": ", ".join(PREFIXES)})
        try:
            return Span(prefix, *_span(found.groupdict()))
        except (ValueError, OverflowError):
            words = _("“%(said)s” is not in the calendar.")
            raise self.wrong(words % {"said": said[:60]}) from None

    def where(self, source: str, value: Span, now: Now) -> Q:
        """No row: there is no such date."""
        return NOTHING


@dataclass(frozen=True, kw_only=True)
class LastUpdated(Date):
    """When a resource last changed, to the millisecond."""

    def where(self, source: str, value: Span, now: Now) -> Q:
        """Rows by `last_changed`: shown to the millisecond, so a span ends on one, too."""
        start, end = value.start, value.end
        begun, over = Q(last_changed__gte=start), Q(last_changed__gte=end)
        return {
            "eq": begun & ~over, "ne": ~begun | over, "gt": over, "sa": over,
            "ge": begun, "lt": ~begun, "eb": ~begun, "le": ~over,
        }[value.prefix]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Since(Date):
    """A period that has not ended: it began on the day that `path` has."""

    path: str
    source: str

    def where(self, source: str, value: Span, now: Now) -> Q:
        """Rows whose period, which has no end, compares like that with the span."""
        if source != self.source:
            return NOTHING
        before = Q(**{f"{self.path}__lt": _day_from(value.start)})
        return {
            "eq": NOTHING, "eb": NOTHING, "lt": before, "le": before,
            "ne": EVERYTHING, "gt": EVERYTHING, "ge": EVERYTHING,
            "sa": Q(**{f"{self.path}__gte": _day_from(value.end)}),
        }[value.prefix]  # fmt: skip


def _day_from(moment: dt.datetime) -> dt.date:
    """The first day that does not begin before a moment."""
    local = moment.astimezone(timezone.get_current_timezone())
    return local.date() + dt.timedelta(days=local.time() > dt.time.min)


def _span(said: dict[str, str | None]) -> tuple[dt.datetime, dt.datetime]:
    """First moment, and the first one after it, of a date that is as precise as it is long."""
    year, month, day = (int(said[name] or 1) for name in ("year", "month", "day"))
    if said["hour"] is None:
        first = dt.date(year, month, day)
        if said["day"] is not None:
            after = first + dt.timedelta(days=1)
        else:
            after = dt.date(year + (not said["month"] or month == 12),
                            month % 12 + 1 if said["month"] else 1, 1)  # fmt: skip
        return _midnight(first), _midnight(after)
    zone = said["zone"] or ""
    whole = f"{said['year']}-{said['month']}-{said['day']}T{said['hour']}:{said['minute']}"
    start = dt.datetime.fromisoformat(f"{whole}:{said['second'] or '00'}{zone}")
    if not zone:
        start = timezone.make_aware(start)
    if said["second"] is None:
        return start, start + dt.timedelta(minutes=1)
    if said["part"] is None:
        return start, start + dt.timedelta(seconds=1)
    digits = said["part"]
    if len(digits) <= 3:
        own = start + dt.timedelta(milliseconds=int(digits.ljust(3, "0")))
        return own, own + dt.timedelta(milliseconds=10 ** (3 - len(digits)))
    # Nothing is stated more precisely than a millisecond: only a whole one can be meant.
    own = start + dt.timedelta(milliseconds=int(digits[:3]) + bool(int(digits[3:])))
    return own, own + dt.timedelta(milliseconds=not int(digits[3:]))


def _midnight(day: dt.date) -> dt.datetime:
    """The beginning of a day on the site's clock."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
