"""Makes the night's backup, and deletes those that are too old."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from directory.backup.actions.make import make_backup
from directory.backup.folder import PART
from directory.backup.manifest import Manifest
from directory.backup.refused import told
from directory.site.kept_backups import DAYS_KEPT, day_of


def make_nightly(
    root: Path, *, on: dt.date | None = None, tell: Callable[[str], None] = lambda line: None
) -> Manifest | None:
    """Make the backup of a day (today) in its folder below `root`; None if it is there already.

    Then delete backups of 30 days ago and earlier, and what broke off on other days. Raises
    BackupRefused; then all that was there stays.
    """
    on = on or timezone.localdate()
    folder = root / str(on)
    made = None if folder.exists() else make_backup(folder, tell=tell)
    with told(folder):
        for path in sorted(root.iterdir()):
            day = day_of(path.name.removesuffix(PART))
            is_part = path.name.endswith(PART)
            if day and day != on and (is_part or (on - day).days >= DAYS_KEPT):
                _delete(path)
                tell(f"{path.name} is deleted.")
    return made


def _delete(path: Path) -> None:
    """Delete a backup, which first loses its name: half of one is none. A draft may be in use."""
    if not path.name.endswith(PART):
        path = path.rename(path.with_name(f"{path.name}{PART}"))
    number = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path)
    except BlockingIOError:
        return
    finally:
        os.close(number)
