"""Undoes decisions by new ones, whole or in part: restores what was replaced, or lets it wait."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

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
from clinics.changes.models import ProposedChange, ProposedItem
from clinics.changes.values import ChangeRefused
from clinics.listing.actions.editing import Listing, deciding
from clinics.listing.wording import names

TAKEN_BACK = gettext_lazy(
    "A moderator took back what was published of your edit of %(clinic)s (%(what)s): “%(why)s”"
)
WAITS_AGAIN = gettext_lazy(
    "A moderator took back a part of your edit of %(clinic)s, to decide it again (%(what)s): "
    "“%(why)s”"
)
WHY_AT_ONCE = gettext_noop("What the clinic had published at once was reverted.")
WHY_DECIDED = gettext_noop("An earlier decision was reverted.")
REVERTED = gettext_lazy(
    "A decision about your edit of %(clinic)s was reverted (%(what)s): “%(why)s”"
)


def revert(
    change: ProposedChange,
    *,
    by: User,
    reason: str,
    chosen: Collection[int] | None = None,
    again: bool = False,
) -> ProposedChange:
    """Take back what an edit published: what it had replaced is public again.

    The edit was approved, or published at once. `chosen` are the keys of the items to take back;
    all that it published unless told. `reason` is free text. With `again` they wait for a moderator
    as they were proposed; otherwise the clinic reads the reason. Returns the proposal that waits,
    or a decided one that holds what was restored. Raises ChangeRefused when one of the values has
    changed since.
    """
    with _undoing(change, by, reason) as (listing, change, reason):
        items = _to_take_back(change, chosen)
        now = values.stated(listing.stored)
        refuse_if_moved([i for i in items if not values.applied(i.code, i.after, now.get(i.code))])
        if again:
            _refuse_to_wait(change, listing)
        for item in items:
            values.restore(listing.draft, item.code, item.before)
        at_once = change.closed_as == Closed.AT_ONCE
        save(listing, actor="moderator", by=by, why=WHY_AT_ONCE if at_once else WHY_DECIDED)
        if again:
            told, new = WAITS_AGAIN, _waiting_again(change, listing, items, by=by, reason=reason)
        else:
            told = TAKEN_BACK if at_once else REVERTED
            new = _restored(change, listing, items, now, by=by, reason=reason)
        codes = [item.code for item in items]
        tell(new, lambda: told % {"clinic": new.clinic.name, "what": names(codes), "why": reason})
    return new


def _to_take_back(change: ProposedChange, chosen: Collection[int] | None) -> list[ProposedItem]:
    """The published items that were chosen, all unless told. Raises ChangeRefused."""
    published = list(change.published)
    if not published:
        raise ChangeRefused(_("This published nothing, so there is nothing to take back."))
    if chosen is None:
        return published
    if not chosen or not set(chosen) <= {item.pk for item in published}:
        raise ChangeRefused(_("Choose among the answers that this published."))
    return [item for item in published if item.pk in chosen]


def _refuse_to_wait(change: ProposedChange, listing: Listing) -> None:
    """Raise ChangeRefused when what is taken back cannot wait for a moderator."""
    if change.is_undoing:
        raise ChangeRefused(_("This undid a decision itself, so nothing of it can wait."))
    if listing.clinic.changes.pending().exists():
        raise ChangeRefused(_("Another proposal of this clinic waits: decide that one first."))


def _restored(
    change: ProposedChange,
    listing: Listing,
    items: list[ProposedItem],
    replaced: dict[str, Any],
    *,
    by: User,
    reason: str,
) -> ProposedChange:
    """The decided change that took `items` back. The reason stands on it once, not on each item."""
    moment = timezone.now()
    new = ProposedChange(
        clinic=listing.clinic, proposed_by=by, proposed_at=moment, note=reason,
        closed_as=Closed.DECIDED, closed_at=moment, reverts=change,
    )  # fmt: skip
    decided = {"decision": Verdict.APPROVED, "decided_by": by, "decided_at": moment}
    return store(new, {i.code: (replaced.get(i.code), i.before) for i in items}, by=by, **decided)


def _waiting_again(
    change: ProposedChange,
    listing: Listing,
    items: list[ProposedItem],
    *,
    by: User,
    reason: str,
) -> ProposedChange:
    """Let items wait as they were proposed, with the first date and proposer."""
    now = values.stated(listing.stored)
    new = ProposedChange(
        clinic=listing.clinic, proposed_by=change.asker, proposed_at=change.proposed_at,
        note=reason, reverts=change,
    )  # fmt: skip
    return store(new, {i.code: (now.get(i.code), i.after) for i in items}, by=by)


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
        new = _waiting_again(change, listing, wanted, by=by, reason=reason)
        told = gettext_lazy("A moderator is looking again at your edit of %(clinic)s.")
        tell(new, lambda: told % {"clinic": new.clinic.name}, details=reason)
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
