"""Undoes a decision by a new one: restores what was replaced, or has it decided again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.changes import values
from clinics.changes.actions.decide import (
    RELATED,
    Verdict,
    refuse_if_moved,
    refuse_unless_impartial,
)
from clinics.changes.actions.editing import Closed, save, store, tell
from clinics.changes.clean import clean
from clinics.changes.models import ProposedChange
from clinics.changes.values import ChangeRefused
from clinics.listing.actions.editing import Listing, deciding

TAKEN_BACK = gettext_lazy("A moderator took back what was published of your edit of %(clinic)s.")
REVERTED = gettext_lazy("A decision about your edit of %(clinic)s was reverted.")


def revert(change: ProposedChange, *, by: User, reason: str) -> ProposedChange:
    """Restore what an edit had replaced, with a new decided change. `reason` is free text.

    The edit was approved, or published at once. Raises ChangeRefused when a value has changed
    since.
    """
    with _undoing(change, by, reason) as (listing, change, reason):
        published, now = list(change.published), values.stated(listing.stored)
        if not published:
            raise ChangeRefused(_("This published nothing, so there is nothing to take back."))
        refuse_if_moved(
            [i for i in published if not values.applied(i.code, i.after, now.get(i.code))]
        )
        for item in published:
            values.restore(listing.draft, item.code, item.before)
        at_once = change.closed_as == Closed.AT_ONCE
        why = "What the clinic had published at once" if at_once else "An earlier decision"
        save(listing, actor="moderator", by=by, why=f"{why} was reverted.")
        moment = timezone.now()
        new = ProposedChange(
            clinic=listing.clinic, proposed_by=by, proposed_at=moment, note=reason,
            closed_as=Closed.DECIDED, closed_at=moment, reverts=change,
        )  # fmt: skip
        decided = {
            "decision": Verdict.APPROVED,
            "decided_by": by,
            "decided_at": moment,
            "words": reason,
        }
        store(new, {i.code: (now.get(i.code), i.before) for i in published}, by=by, **decided)
        tell(new, str(TAKEN_BACK if at_once else REVERTED))
    return new


def reopen(change: ProposedChange, *, by: User, reason: str) -> ProposedChange:
    """Let what was rejected or sent back wait again, with its first date and proposer.

    Raises ChangeRefused when it waits again already, another proposal waits, or it is public now.
    """
    with _undoing(change, by, reason) as (listing, change, reason):
        refused, now = list(change.refused), values.stated(listing.stored)
        if not refused:
            raise ChangeRefused(_("Nothing of this was rejected or sent back."))
        if change.reverted_by.filter(items__code__in=[item.code for item in refused]).exists():
            raise ChangeRefused(_("This waits again already. Decide the newer proposal."))
        if listing.clinic.changes.pending().exists():
            raise ChangeRefused(_("Another proposal of this clinic waits: decide that one first."))
        wanted = [i for i in refused if values.differs(i.code, now.get(i.code), i.after)]
        if not wanted:
            raise ChangeRefused(_("The listing says all of it already."))
        new = ProposedChange(
            clinic=listing.clinic, proposed_by=change.asker, proposed_at=change.proposed_at,
            note=reason, reverts=change,
        )  # fmt: skip
        store(new, {i.code: (now.get(i.code), i.after) for i in wanted}, by=by)
        tell(new, _("A moderator is looking again at your edit of %(clinic)s."))
    return new


@contextmanager
def _undoing(
    change: ProposedChange, by: User, reason: str
) -> Iterator[tuple[Listing, ProposedChange, str]]:
    """Lock the listing and the proposal. Yields both, and the reason as it is stored."""
    with deciding(change, *RELATED) as (listing, found):
        refuse_unless_impartial(found, by)
        if not (why := clean("description", reason)):
            raise ChangeRefused(_("Say why. The clinic sees the reason and the trail keeps it."))
        yield listing, found, why
