"""When a clinic is open: the week, and what that means for today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format

from clinics.listing.card import Card, OpenHours
from clinics.listing.hours import closing
from clinics.models import Clinic, Hours
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import language

ZONES = {
    "America/New_York": "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL LA MN MO MS OK WI",
    "America/Denver": "CO MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA WA",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
}
"""Time zones with the states that lie in one alone. Of any other state the zone is not known."""

ZONE_OF = {state: ZoneInfo(zone) for zone, states in ZONES.items() for state in states.split()}


def local_day(clinic: Clinic | Card, at: dt.datetime) -> dt.date:
    """The day on which a moment falls at the clinic; the site's day where its zone is not known."""
    return timezone.localdate(at, ZONE_OF.get(clinic.state))


class LocalDays:
    """The days on which one moment falls at clinics."""

    def __init__(self, at: dt.datetime) -> None:
        self._at = at
        self._by_state: dict[str, dt.date] = {}

    def of(self, clinic: Clinic | Card) -> dt.date:
        """That at a clinic, as `local_day` says; it is asked once for each state."""
        if (day := self._by_state.get(clinic.state)) is None:
            day = self._by_state[clinic.state] = local_day(clinic, self._at)
        return day


def week(clinic: Clinic) -> list[tuple[str, str]]:
    """Each weekday with its opening times, '' for a day without. [] without any hours."""
    rows = list(clinic.hours.all())
    if not rows:
        return []
    return [(str(name), _spans(rows, number)) for number, name in WEEKDAYS.items()]


def today(clinic: Clinic | Card, at: dt.datetime) -> str:
    """`Open today, Friday, 8 a.m. – 5 p.m.`, or that no hours are stated for that day, or at all.

    A day without hours is not called closed: the clinic may not have said all of them.
    """
    return open_on(clinic, local_day(clinic, at))


def open_on(clinic: Clinic | Card, today: dt.date) -> str:
    """The same, where that is the day at the clinic."""
    rows = clinic.hours if isinstance(clinic, Card) else list(clinic.hours.all())
    if not rows:
        return _("Hours: not stated")
    weekday = today.weekday()
    of_that_day = (OpenHours(weekday, h.opens, h.closes) for h in rows if h.weekday == weekday)
    return _today(weekday, tuple(of_that_day), language())


@lru_cache(maxsize=10_000)
def _today(weekday: int, rows: tuple[OpenHours, ...], _language: str) -> str:
    words = {"day": WEEKDAYS[weekday], "times": _spans(rows, weekday)}
    if not words["times"]:
        return _("No hours stated for today, %(day)s") % words
    return _("Open today, %(day)s, %(times)s") % words


def _spans(rows: Iterable[Hours | OpenHours], weekday: int) -> str:
    spans = sorted((row.opens, row.closes) for row in rows if row.weekday == weekday)
    return ", ".join(f"{time_format(opens, 'P')} – {closing(closes)}" for opens, closes in spans)
