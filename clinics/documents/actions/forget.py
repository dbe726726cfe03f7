"""Deletes files that were uploaded as proof once they are no longer needed; their rows stay.

First the row gives up its file, and the trail records the name. The file itself is deleted after
the commit. If the process dies between the two, the next run finds the name in the trail.
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
"""How long proof is kept after a decision, so that questions about it can be answered."""
LOOK_BACK = dt.timedelta(days=60)
"""How far back in the trail `finish` looks for files that were not deleted."""
DELETED = "file deleted"
"""The verb in the trail."""


def let_go(row: models.Model, *, clinic_id: int) -> None:
    """Take the file from a row (`file`, `sha256`), inside the caller's transaction.

    The caller saves the row. The trail keeps the file's name and fingerprint. The file is deleted
    after the commit.
    """
    file = row.file  # type: ignore[attr-defined]
    record(DELETED, row, actor="operator", clinic_id=clinic_id,
           before={"file": file.name, "sha256": row.sha256},  # type: ignore[attr-defined]
           why="It is no longer needed.")  # fmt: skip
    transaction.on_commit(partial(remove, file.storage, file.name))
    row.file = ""  # type: ignore[attr-defined]


def remove(storage: Storage, name: str) -> None:
    """Delete a file. It is no error when it is gone already."""
    storage.delete(name)


def finish(model: type[models.Model]) -> int:
    """Delete files that earlier runs took from their rows but did not delete; returns how many."""
    storage: Storage = model._meta.get_field("file").storage  # type: ignore[union-attr]
    events = Event.objects.filter(
        verb=DELETED, target=model._meta.model_name, at__gte=timezone.now() - LOOK_BACK
    )
    names = [before["file"] for before in events.values_list("before", flat=True)]
    left = [name for name in names if storage.exists(name)]
    for name in left:
        remove(storage, name)
    return len(left)
