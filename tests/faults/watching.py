"""Readers who ask all the time, and what they saw: for how long something failed, and how."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tests.faults.people import Browser, Seen

PAUSE = 0.1
"""Seconds between two readings of one reader."""


class Reading(NamedTuple):
    """One page, when it was asked for and when it was there, in seconds of the monotonic clock."""

    asked: float
    came: float
    seen: Seen


class Readers:
    """So many readers, each of whom reads one page after the other, until `stop`."""

    def __init__(
        self, port: int, paths: Sequence[str], *, readers: int = 2, browser: type[Browser] = Browser
    ) -> None:
        self.readings: list[Reading] = []
        self._ends = threading.Event()
        self._threads = [
            threading.Thread(
                target=self._read, args=(browser(port, f"127.0.9.{n + 1}"), paths), daemon=True
            )
            for n in range(readers)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """No more readings."""
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def since(self, moment: float) -> list[Reading]:
        """What came after a moment."""
        return [reading for reading in self.readings if reading.came >= moment]

    def _read(self, browser: Browser, paths: Sequence[str]) -> None:
        number = 0
        while not self._ends.is_set():
            asked = time.monotonic()
            seen = browser.ask(paths[number % len(paths)])
            self.readings.append(Reading(asked, time.monotonic(), seen))
            number += 1
            self._ends.wait(PAUSE)


def seconds_of_errors(readings: Sequence[Reading]) -> float:
    """From the first failure until the last one came; 0 if nothing failed."""
    failed = [reading for reading in readings if reading.seen.status != 200]
    return failed[-1].came - failed[0].asked if failed else 0.0


def what_was_seen(failed: Sequence[Seen]) -> str:
    """How often which answer: `3 × 503 We will be back in a moment`."""
    counted = Counter(
        f"{seen.status} {seen.words}" if seen.status else f"cut off ({seen.words})"
        for seen in failed
    )
    return ", ".join(f"{number} × {words}" for words, number in counted.most_common()) or "nothing"
