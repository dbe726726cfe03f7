"""Erases again, in a restored database, what was erased since its backup was made.

The copies of erasures lie beside the documents, so they are there when the database is lost.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from clinics.dashboard.actions.delete_account import AccountRefused, delete_again
from clinics.erasures.actions import KEPT, keep
from clinics.erasures.copies import Unreadable, copies
from clinics.erasures.models import Erasure
from clinics.listing.actions.status import take_off_again
from clinics.outreach.actions import told_again
from clinics.reviews.actions import again as reviews
from clinics.suggestions.actions.tell import forget_asker_again
from directory.backup.refused import BackupRefused

Kind = Erasure.Kind
EARLIER = dt.timedelta(days=2)
"""An erasure that began before the backup's moment may have ended after it."""


def _nothing(made: Erasure) -> bool:
    """What was put back stays as it is."""
    return False


AGAIN: dict[str, Callable[[Erasure], bool]] = {
    Kind.REVIEW: reviews.erase_again, Kind.WITHDRAWN: reviews.withdraw_again,
    Kind.REDECIDED: reviews.redecide_again, Kind.REPORTER: reviews.forget_reporter_again,
    Kind.ACCOUNT: delete_again,
    Kind.ASKER: forget_asker_again, Kind.TAKEN_OFF: take_off_again, Kind.PUT_BACK: _nothing,
    Kind.TOLD: told_again, Kind.NO_MAIL: told_again,
}  # fmt: skip
"""What is done again, by kind: each tells whether there was anything to do."""


def refuse_older(at: dt.datetime) -> None:
    """Raise BackupRefused for a backup of which nobody knows any more what was erased since."""
    if at < timezone.now() - KEPT + EARLIER:
        raise BackupRefused(
            f"The backup was made on {at:%Y-%m-%d}. What people erased is known for "
            f"{KEPT.days} days: an older backup would bring back what is not ours any more. "
            "Delete it."
        )


def erase_again(*, tell: Callable[[str], None]) -> None:
    """Do again every erasure that the database does not know and its copy does.

    Each is done in a transaction of its own, which also stores it: whoever is killed in between
    goes on. Raises OSError and BackupRefused.
    """
    read = list(copies(known=set(Erasure.objects.values_list("token", flat=True))))
    for unreadable in (one for one in read if isinstance(one, Unreadable)):
        tell(f"UNREADABLE: {unreadable}. What it says to erase is not known.")
    waiting = [one for one in read if isinstance(one, Erasure)]
    waiting.sort(key=lambda made: (made.at, made.token))
    last = {(made.key, made.identity): made for made in waiting if made.kind in _LISTING}
    done: Counter[str] = Counter()
    for made in waiting:
        is_over = made.kind in _LISTING and last[made.key, made.identity] is not made
        done[made.kind] += _erase(made, is_over=is_over)
    tell(f"{len(waiting):,} erasures since the backup; {done.total():,} had to be done again.")
    for kind, count in sorted(done.items()):
        if count:
            tell(f"  {count:,} × {Kind(kind).label}")


_LISTING = (Kind.TAKEN_OFF, Kind.PUT_BACK)
"""Of these the last one counts."""


@transaction.atomic
def _erase(made: Erasure, *, is_over: bool) -> bool:
    try:
        is_done = not is_over and AGAIN[made.kind](made)
    except AccountRefused as refused:
        raise BackupRefused(f"Account {made.key} cannot be deleted again: {refused}") from refused
    keep(made)
    return is_done


def end_sessions() -> None:
    """Sign everybody out: who was signed out since would be in again."""
    Session.objects.all().delete()
