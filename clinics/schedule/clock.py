"""Whether a scheduler can believe its clock. Much of what it begins cannot be undone: deletions."""

from __future__ import annotations

import logging
import time

from clinics.clocks import APART, difference_now

LOG = logging.getLogger(__name__)
HELD_SECONDS = 3600.0
"""So long nothing begins after the clock has jumped, unless it jumps back: time to set it right."""
_TICKS = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def ticks() -> float:
    """Seconds that nobody can set; a machine that sleeps goes on counting, where it can."""
    return time.clock_gettime(_TICKS)


class Clock:
    """The clock of one scheduler, beside the database's and beside what it was a moment ago."""

    def __init__(self) -> None:
        self._began = time.time() - ticks()
        self._jumped: float | None = None
        self._said = ""

    def look(self) -> None:
        """Note whether it has jumped; call it every few seconds. No query."""
        began, now = time.time() - ticks(), ticks()
        if abs(began - self._began) > APART:
            self._jumped = self._jumped or now
            if now - self._jumped < HELD_SECONDS:
                return
        self._began, self._jumped = began, None

    def is_doubtful(self) -> bool:
        """Whether nothing may begin. One query; one line of log when that changes."""
        reason = self._reason()
        if reason and not self._said:
            LOG.error("No scheduled work begins: %s.", reason)
        elif self._said and not reason:
            LOG.warning("Scheduled work begins again: the clock is believed.")
        self._said = reason
        return bool(reason)

    def _reason(self) -> str:
        if self._jumped is not None:
            return "the clock of this machine has jumped; if it is right now, restart the scheduler"
        return difference_now()
