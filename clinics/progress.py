"""Progress of long work: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn, track

Thing = TypeVar("Thing")
SECONDS_BETWEEN_LINES = 10
SECONDS_BETWEEN_DRAWINGS = 0.1


def progress(things: Iterable[Thing], *, words: str, total: int | None = None) -> Iterator[Thing]:
    """Pass the things on, telling on stderr how many went by; `words` says what they are."""
    console = Console(stderr=True)
    if console.is_terminal:
        yield from track(things, description=words, total=total, console=console)
        return
    said = time.monotonic()
    for number, thing in enumerate(things, 1):
        yield thing
        if time.monotonic() - said >= SECONDS_BETWEEN_LINES:
            said = time.monotonic()
            of = f" of {total:,}" if total else ""
            print(f"{number:,}{of} {words}", file=sys.stderr, flush=True)


class Meter:
    """How far a file is read, how many rows a second, and how long it will take; on stderr."""

    def __init__(self, words: str) -> None:
        self._words, self._began, self._said = words, time.monotonic(), time.monotonic()
        self._bar: Progress | None = None
        self._pause: float = SECONDS_BETWEEN_LINES
        console = Console(stderr=True)
        if console.is_terminal:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[at]}"),
            )
            self._bar = Progress(*columns, TimeRemainingColumn(), console=console)
            self._task = self._bar.add_task(words, at="")
            self._pause = SECONDS_BETWEEN_DRAWINGS

    def __enter__(self) -> Meter:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *problem: object) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, done: int, total: int, rows: int) -> None:
        """Bytes done, bytes in all, rows done."""
        now = time.monotonic()
        if now - self._said < self._pause and done < total:
            return
        self._said = now
        rate = rows / max(now - self._began, 0.001)
        at = f"{rows:,} rows, {rate:,.0f} a second"
        if self._bar:
            self._bar.update(self._task, completed=done, total=total, at=at)
        elif done < total:
            left = (now - self._began) * (total - done) / max(done, 1)
            words = f"{self._words}: {done / total:.0%}, {at}, about {left:,.0f} s left"
            print(words, file=sys.stderr, flush=True)
