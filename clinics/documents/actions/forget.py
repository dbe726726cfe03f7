"""Files handed in as proof are deleted when the rule says so; row and fingerprint stay.

The row lets go of its file first, and the trail says which; the file itself goes after the
commit. What a crash between the two left behind, the next run finds in the trail.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.core.files.storage import Storage
from django.db import models, transaction
from django.utils import timezone

from clinics.audit.actions import record
from clinics.audit.models import Event

AFTER_DECISION = dt.timedelta(days=90)
"""How long proof is kept after a decision: for as long as somebody may ask about it."""
LOOK_BACK = dt.timedelta(days=60)
"""How far back a run looks for files that were let go of and are still there."""
DELETED = "file deleted"


def let_go(row: models.Model, *, clinic_id: int) -> None:
    """Take the file from a row (`file`, `sha256`), unsaved, inside the caller's transaction.

    The trail keeps its name and fingerprint; the file is removed after the commit.
    """
    file = row.file  # type: ignore[attr-defined]
    record(DELETED, row, actor="operator", clinic_id=clinic_id,
           before={"file": file.name, "sha256": row.sha256},  # type: ignore[attr-defined]
           why="It is no longer needed.")  # fmt: skip
    transaction.on_commit(partial(remove, file.storage, file.name))
    row.file = ""  # type: ignore[attr-defined]


def remove(storage: Storage, name: str) -> None:
    """Delete a file; one that is gone already is no error."""
    storage.delete(name)


def finish(model: type[models.Model]) -> int:
    """Delete what earlier runs let go of and did not get to delete; how many files."""
    storage: Storage = model._meta.get_field("file").storage  # type: ignore[union-attr]
    told = Event.objects.filter(
        verb=DELETED, target=model._meta.model_name, at__gte=timezone.now() - LOOK_BACK
    )
    names = [before["file"] for before in told.values_list("before", flat=True)]
    left = [name for name in names if storage.exists(name)]
    for name in left:
        remove(storage, name)
    return len(left)
