"""Notes what is erased, copies that out of the database, and forgets it when no backup needs it."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models import Max, Value
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from clinics.erasures.copies import delete_copy, write_copy
from clinics.erasures.models import Erasure

LOG = logging.getLogger(__name__)
KEPT = dt.timedelta(days=90)
"""How long it is known what was erased. Backups are kept for 30 days; an older one than this cannot
be restored."""
MOMENT = dt.timedelta(microseconds=1)
UNDER_WAY = dt.timedelta(minutes=5)
"""So long a commit may take to copy what it erased."""
IDENTITIES = {"review": "identity", "user": "joined_at", "report": "at", "suggestion": "at",
              "clinic": "created_at", "listedmail": "address_hash"}  # fmt: skip
"""By model, the field that tells a row from a later one of the same key: it never changes."""


def identity_of(row: models.Model) -> str:
    """What a row had from its beginning, as text."""
    said = getattr(row, IDENTITIES[str(row._meta.model_name)])
    return said.astimezone(dt.UTC).isoformat() if isinstance(said, dt.datetime) else str(said)


def note(kind: Erasure.Kind, row: models.Model, **more: Any) -> None:
    """Note, inside the caller's transaction, that a saved row is erased, or what is done to it.

    The copy is written after the commit. If that fails, `copy_erasures` does it later. What is done
    to a row is later than what was done before, also where a clock went back: a restore does it
    again in this order. The caller has locked the row. Two queries.
    """
    key, identity = row.pk, identity_of(row)
    made = Erasure(kind=kind, key=key, identity=identity, more=more)
    earlier = Erasure.objects.filter(key=key, identity=identity).aggregate(last=Max("at"))["last"]
    if earlier:
        made.at = Greatest(Now(), Value(earlier + MOMENT))
    made.save(force_insert=True)
    transaction.on_commit(partial(_try_to_copy, made.pk), robust=True)


def found(made: Erasure, rows: models.QuerySet[Any]) -> Any:
    """The row that an erasure is about; None if it is not there, or another one has its key."""
    row = rows.filter(pk=made.key).first()
    return row if row is not None and identity_of(row) == made.identity else None


def keep(made: Erasure) -> None:
    """Store an erasure that was read from its copy, in the transaction that does it again."""
    made.copied_at = timezone.now()
    made.save(force_insert=True)


def copy_erasures(*, at: dt.datetime | None = None) -> int:
    """Copy every erasure that the commit did not copy. Returns how many. Raises OSError.

    It leaves out those of the last minutes before `at` (now): they are just being copied.
    """
    waiting = Erasure.objects.filter(copied_at=None, at__lt=(at or timezone.now()) - UNDER_WAY)
    waiting_keys = list(waiting.order_by("at", "pk").values_list("pk", flat=True))
    for pk in waiting_keys:
        _copy(pk)
    return len(waiting_keys)


def _try_to_copy(pk: Any) -> None:
    try:
        _copy(pk)
    except OSError as error:
        LOG.error("An erasure could not be copied: %s. The next `forget` tries again.",
                  type(error).__name__)  # fmt: skip


def _copy(pk: Any) -> None:
    """Copy an erasure, outside of any transaction: a bucket may be slow."""
    write_copy(Erasure.objects.get(pk=pk))
    Erasure.objects.filter(pk=pk).update(copied_at=timezone.now())


def forget_erasures(*, on: dt.date) -> int:
    """Copy what has no copy yet, then delete erasures and copies of 90 days ago; how many.

    Time is measured from now, whatever `on` says. Raises OSError, so that it is tried again soon.
    """
    copy_erasures()
    old = Erasure.objects.filter(at__lt=timezone.now() - KEPT).exclude(copied_at=None)
    found_old = list(old.order_by("at", "pk"))
    for made in found_old:
        delete_copy(made)
        made.delete()
    return len(found_old)
