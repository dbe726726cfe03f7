"""The folder of the data files: one folder a day, and `latest`, a link to one of them.

A day's folder appears whole and is never changed. Whoever reads sees the former `latest` or the new
one, whatever happens to the process that makes it.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from directory.site.on_disk import settle, sync

LATEST = "latest"
DRAFT = ".draft-"
LOCK = ".lock"
DAYS_KEPT = 30
"""For how many days each day's files are kept. Of earlier months, the last files are kept."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class InUse(Exception):
    """Another process makes data files in this folder just now."""


def data_folder() -> Path | None:
    """The folder of DATA_FOLDER; None where the operator has set none."""
    return Path(settings.DATA_FOLDER) if settings.DATA_FOLDER else None


def day_of(name: str) -> dt.date | None:
    """The day that a folder is named after; None for any other name."""
    try:
        return dt.date.fromisoformat(name) if DAY.fullmatch(name) else None
    except ValueError:
        return None


def days(folder: Path) -> list[dt.date]:
    """The days whose files are there, the newest first."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    return sorted((day for name in names if (day := day_of(name))), reverse=True)


def latest(folder: Path) -> dt.date | None:
    """The day that `latest` names; None before the first files."""
    try:
        return day_of(os.readlink(folder / LATEST))
    except (FileNotFoundError, OSError):
        return None


def to_keep(found: Collection[dt.date], *, on: dt.date) -> set[dt.date]:
    """The days to keep: those of the last 30 days, and the last one of each month."""
    month_ends: dict[tuple[int, int], dt.date] = {}
    for day in sorted(found):
        month_ends[day.year, day.month] = day
    return {day for day in found if on - day < dt.timedelta(days=DAYS_KEPT)} | {
        *month_ends.values()
    }


@contextmanager
def making(folder: Path, day: dt.date) -> Iterator[Path | None]:
    """Yield the draft of a day's folder, which takes its place once the block ends without error.

    None: the files of that day are there already, and stay. Either way `latest` then leads to that
    day, and what is too old is deleted. Leftovers of processes that were killed are deleted first.
    Raises InUse, and OSError; then everything stays as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # ends with the process
        except BlockingIOError:
            raise InUse from None
        for left in folder.glob(f"{DRAFT}*"):
            _delete(left)
        if (folder / str(day)).exists():
            yield None
        else:
            draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=folder))
            try:
                yield draft
                settle(draft, folders=0o755, files=0o644)
                draft.rename(folder / str(day))
            except BaseException:
                _delete(draft)
                raise
        _lead_to(folder, day)
        for old in {*days(folder)} - to_keep(days(folder), on=day) - {day}:
            _delete(folder / str(old))


def _lead_to(folder: Path, day: dt.date) -> None:
    """Let `latest` lead to a day, in one step."""
    if latest(folder) == day:
        return
    link = folder / f"{DRAFT}{LATEST}"
    link.symlink_to(str(day))
    link.replace(folder / LATEST)
    sync(folder)


def _delete(path: Path) -> None:
    """Delete a folder or a link. A day's folder first loses its name, so that nobody sees half."""
    if path.is_symlink():
        path.unlink()
    elif path.name.startswith(DRAFT):
        shutil.rmtree(path, ignore_errors=True)
    else:
        gone = path.with_name(f"{DRAFT}gone-{path.name}")
        path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
