"""Progress of long work: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Thing = TypeVar("Thing")
SECONDS_BETWEEN_LINES = 10


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
