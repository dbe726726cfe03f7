"""The folder of the nightly backups: one folder a day, named after it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

WHOLE = "manifest.json"
"""The file that is written last but one: a folder without it is no backup."""
DAYS_KEPT = 30
"""The privacy page promises that what somebody erased is gone from backups by then."""


def backup_folder() -> Path | None:
    """The folder of BACKUP_FOLDER; None where the operator has set none."""
    return Path(settings.BACKUP_FOLDER) if settings.BACKUP_FOLDER else None


def day_of(name: str) -> dt.date | None:
    """The day that a folder is named after; None for any other name."""
    try:
        return dt.date.fromisoformat(name)
    except ValueError:
        return None


def days(folder: Path) -> list[dt.date]:
    """The days of which there is a whole backup, the newest first."""
    whole = (path.parent.name for path in folder.glob(f"*/{WHOLE}"))
    return sorted((day for name in whole if (day := day_of(name))), reverse=True)
