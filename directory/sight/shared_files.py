"""Where the web processes of this machine put what they count, so that any of them can tell it all.

Each process writes files of its own into one folder. It lies in memory: a full disk would end a
process that writes to a file that it has mapped. This module needs no Django.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
PREFIX = "clinic-directory-metrics-"
IN_MEMORY = Path("/dev/shm")
_ours: Path | None = None


def are_wanted(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody may read metrics; else nothing is counted."""
    return bool(environ.get("METRICS_TOKEN") or environ.get("METRICS_TOKEN_FILE"))


def begin() -> None:
    """Give the processes that this one will fork an empty folder. Again, it changes nothing.

    A folder that the operator has named is emptied: what an earlier start counted is of no use.
    """
    global _ours
    if folder() and (_ours is None or folder() != _ours):
        for path in Path(os.environ[VARIABLE]).glob("*.db"):
            path.unlink()
    elif not _ours:
        _remove_left_behind()
        _ours = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_where()))
        os.environ[VARIABLE] = str(_ours)
    if counts := sys.modules.get("directory.sight.counts"):
        counts.begin_anew()


def folder() -> Path | None:
    """The folder; None where a process counts for itself alone."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def ended(pid: int) -> None:
    """Forget what is true of living processes only: that one has ended. What it counted stays."""
    for path in folder().glob(f"gauge_live*_{pid}.db") if folder() else ():  # type: ignore[union-attr]
        with suppress(FileNotFoundError):
            path.unlink()


def end() -> None:
    """Take the folder away, if `begin` made it."""
    global _ours
    if _ours:
        shutil.rmtree(_ours, ignore_errors=True)
        os.environ.pop(VARIABLE, None)
        _ours = None


def _where() -> str:
    is_good = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK | os.X_OK)
    return str(IN_MEMORY) if is_good else tempfile.gettempdir()


def _remove_left_behind() -> None:
    """Folders of servers that were killed."""
    for path in Path(_where()).glob(f"{PREFIX}*"):
        number = path.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdigit() and not _lives(int(number)):
            shutil.rmtree(path, ignore_errors=True)  # it may be another account's


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
