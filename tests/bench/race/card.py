"""On what machine, of what commit and beside how much other work figures were measured."""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from pathlib import Path

from tests.bench.race.data import PROJECT


def card() -> dict[str, str]:
    """What a reader must know of the machine and of the run, as words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": f"{os.cpu_count()} cores of {_processor()}",
        "memory": f"{memory:.0f} GiB",
        "python": platform.python_version(),
        "commit": _git("rev-parse", "--short", "HEAD"),
        "day": dt.date.today().isoformat(),
        "load": load(),
    }


def load() -> str:
    """The load of the last minute, the last five and the last fifteen."""
    return " / ".join(f"{one:.1f}" for one in os.getloadavg())


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=PROJECT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
