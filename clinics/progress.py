"""Progress of long work: a bar on a terminal; elsewhere a line every ten seconds."""

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
    """Pass the things on and show on stderr how many have passed; `words` names them."""
    console = Console(stderr=True)
    if console.is_terminal:
        yield from track(things, description=words, total=total, console=console)
        return
    printed_at = time.monotonic()
    for number, thing in enumerate(things, 1):
        yield thing
        if time.monotonic() - printed_at >= SECONDS_BETWEEN_LINES:
            printed_at = time.monotonic()
            of_total = f" of {total:,}" if total else ""
            print(f"{number:,}{of_total} {words}", file=sys.stderr, flush=True)


class Meter:
    """Shows on stderr how much of a file is read, the rows a second, and the time left."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._began = self._shown_at = time.monotonic()
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
        """Show the bytes done, bytes in all and rows done, unless it was shown just now."""
        now = time.monotonic()
        if now - self._shown_at < self._pause and done < total:
            return
        self._shown_at = now
        rate = rows / max(now - self._began, 0.001)
        at = f"{rows:,} rows, {rate:,.0f} a second"
        if self._bar:
            self._bar.update(self._task, completed=done, total=total, at=at)
        elif done < total:
            left = (now - self._began) * (total - done) / max(done, 1)
            line = f"{self._words}: {done / total:.0%}, {at}, about {left:,.0f} s left"
            print(line, file=sys.stderr, flush=True)
