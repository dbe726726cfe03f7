"""Publishes, without a moderator, what needs none."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.changes import values
from clinics.changes.actions.editing import (
    NOTHING_TO_CHANGE,
    Closed,
    cleaned,
    close,
    differing,
    keep,
    refuse_unless_speaking,
    save,
    store,
    waiting_of,
)
from clinics.changes.instant import in_good_standing, is_instant
from clinics.changes.models import ProposedChange
from clinics.changes.values import ChangeRefused
from clinics.listing.actions.editing import Listing, editing
from clinics.listing.models import Clinic


def publish_at_once(clinic: Clinic, after: dict[str, Any], *, by: User) -> None:
    """Publish values that need no moderator. Raises ChangeRefused."""
    after = cleaned(after)
    with editing(clinic.pk) as listing:
        if not is_trusted(by, clinic.pk):
            raise ChangeRefused(_("A moderator must look at this first."))
        publish(listing, waiting_of(listing), after, by=by)


def is_trusted(by: User, clinic_id: int) -> bool:
    """Whether the person may publish without a moderator. One query for those who may.

    Raises ChangeRefused when they do not speak for the clinic at all.
    """
    if in_good_standing(by, clinic_id):
        return True
    refuse_unless_speaking(by, clinic_id)
    return False


def publish(
    listing: Listing, waiting: ProposedChange | None, after: dict[str, Any], *, by: User
) -> ProposedChange | None:
    """Publish cleaned values that need no moderator, of a locked clinic, for a trusted person.

    It is stored as an edit that a moderator can revert. The same codes are removed from a waiting
    proposal. Returns the proposal that waits then, if any. Raises ChangeRefused.
    """
    now = values.stated(listing.stored)
    wanted = differing(now, after)
    if not wanted:
        raise ChangeRefused(NOTHING_TO_CHANGE)
    if any(c in wanted and not is_instant(c, now.get(c), after[c]) for c in after):
        raise ChangeRefused(_("A moderator must look at this first."))
    for code, value in wanted.items():
        values.apply(listing.draft, code, value, on=timezone.localdate())
    save(listing, actor="clinic", by=by, why="")
    moment = timezone.now()
    done = ProposedChange(clinic=listing.clinic, proposed_by=by, proposed_at=moment,
                          closed_as=Closed.AT_ONCE, closed_at=moment)  # fmt: skip
    keep(done, {code: (now.get(code), value) for code, value in wanted.items()})
    return _settled(waiting, set(wanted), by=by)


def _settled(waiting: ProposedChange | None, codes: set[str], *, by: User) -> ProposedChange | None:
    """Remove these codes from the waiting proposal. What is left becomes a newer proposal."""
    items = list(waiting.items.all()) if waiting else []
    rest = {i.code: (i.before, i.after) for i in items if i.code not in codes}
    if waiting is None or len(rest) == len(items):
        return waiting
    close(waiting, Closed.SUPERSEDED)
    if not rest:
        return None
    change = ProposedChange(
        clinic=waiting.clinic,
        proposed_by=waiting.proposed_by,
        proposed_at=waiting.proposed_at,
        note=waiting.asked.note,
    )
    return store(change, rest, by=by)
