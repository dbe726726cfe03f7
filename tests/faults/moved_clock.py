"""A clock that a test moves while a process works: the time of day, not the seconds that pass.

It replaces what Python's code asks for the time. libfaketime would replace the system's own, and
takes gunicorn's signs of life with it.
"""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

from django.utils import timezone

_time = time.time


def follow(file: Path) -> None:
    """Let this process be ahead of the time by the seconds in a file; by none without the file."""

    def ahead() -> float:
        try:
            return float(file.read_text() or 0)
        except FileNotFoundError:
            return 0.0

    time.time = lambda: _time() + ahead()
    timezone.now = lambda: dt.datetime.fromtimestamp(time.time(), tz=dt.UTC)
