"""When scheduled work is due: at a minute of every hour, or at a time of every day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass(frozen=True)
class Hourly:
    """Due at this minute of every hour."""

    minute: int

    def last(self, now: dt.datetime) -> dt.datetime:
        """The newest due time that is not after `now`."""
        due = now.replace(minute=self.minute, second=0, microsecond=0)
        return due if due <= now else due - HOUR

    def next(self, now: dt.datetime) -> dt.datetime:
        """The first due time after `now`."""
        return self.last(now) + HOUR


@dataclass(frozen=True)
class Daily:
    """Due at this time of every day in TIME_ZONE."""

    time: dt.time

    def last(self, now: dt.datetime) -> dt.datetime:
        """The newest due time that is not after `now`."""
        due = self._on(timezone.localdate(now))
        return due if due <= now else self._on(timezone.localdate(now) - DAY)

    def next(self, now: dt.datetime) -> dt.datetime:
        """The first due time after `now`. Clocks that change make a day of 23 or 25 hours."""
        return self._on(timezone.localdate(self.last(now)) + DAY)

    def _on(self, day: dt.date) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(day, self.time))
