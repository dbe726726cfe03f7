"""What was decided undone by a new decision: restore what was replaced, or decide anew."""

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
    """Restore what an edit had replaced, by a new decided one; `reason` in words.

    The edit was approved, or published at once. Raises ChangeRefused when a value moved on since.
    """
    with _undoing(change, by, reason) as (listing, change, reason):
        published, now = list(change.published), values.stated(listing.stored)
        if not published:
            raise ChangeRefused(_("Nothing was published by this: there is nothing to take back."))
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
        said = {
            "decision": Verdict.APPROVED,
            "decided_by": by,
            "decided_at": moment,
            "words": reason,
        }
        store(new, {i.code: (now.get(i.code), i.before) for i in published}, by=by, **said)
        tell(new, str(TAKEN_BACK if at_once else REVERTED))
    return new


def reopen(change: ProposedChange, *, by: User, reason: str) -> ProposedChange:
    """Have decided anew what was rejected or sent back: it waits as it was asked, and since then.

    Raises ChangeRefused when it waits again already, another proposal does, or it is public now.
    """
    with _undoing(change, by, reason) as (listing, change, reason):
        refused, now = list(change.refused), values.stated(listing.stored)
        if not refused:
            raise ChangeRefused(_("Nothing of this was rejected or sent back."))
        if change.reverted_by.filter(items__code__in=[item.code for item in refused]).exists():
            raise ChangeRefused(_("This was brought back already: decide the newer one."))
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
        tell(new, _("A moderator looks again at your edit of %(clinic)s."))
    return new


@contextmanager
def _undoing(
    change: ProposedChange, by: User, reason: str
) -> Iterator[tuple[Listing, ProposedChange, str]]:
    """Hold the listing and the proposal; with the reason as it is kept."""
    with deciding(change, *RELATED) as (listing, found):
        refuse_unless_impartial(found, by)
        if not (why := clean("description", reason)):
            raise ChangeRefused(_("Say why: the clinic and the trail are told."))
        yield listing, found, why
