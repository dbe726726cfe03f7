"""A clinic's edit: propose it, send what was reviewed, withdraw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.changes import values
from clinics.changes.actions.drafts import discard_draft
from clinics.changes.actions.editing import (
    NOTHING_TO_CHANGE,
    Closed,
    cleaned,
    close,
    differing,
    editing_own,
    refuse_unless_pending,
    store,
    waiting_of,
)
from clinics.changes.actions.publish import is_trusted, publish
from clinics.changes.clean import clean
from clinics.changes.edit import draft_of, edit_of, fingerprint
from clinics.changes.instant import instant_codes
from clinics.changes.models import ProposedChange
from clinics.changes.values import ChangeRefused, WaitsAlready
from clinics.listing.actions.editing import Listing, editing
from clinics.listing.models import Clinic


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The result of an edit: the codes that are public now, and the proposal that waits."""

    published: set[str]
    change: ProposedChange | None


def propose(clinic: Clinic, after: dict[str, Any], *, by: User, note: str = "") -> ProposedChange:
    """Propose these values, by code, to a moderator; None: not stated.

    A proposal that waits already is superseded. Its values are carried over unless `after` has
    the same code. Raises ChangeRefused, also when nothing would change.
    """
    after = cleaned(after)
    with editing_own(clinic.pk, by=by) as listing:
        return _ask(listing, waiting_of(listing), after, by=by, note=note)


def _ask(
    listing: Listing,
    waiting: ProposedChange | None,
    after: dict[str, Any],
    *,
    by: User,
    note: str,
) -> ProposedChange:
    """Propose cleaned values of a locked clinic. `waiting` is its waiting proposal, if any."""
    now = values.stated(listing.stored)
    earlier = {item.code: item.after for item in waiting.items.all()} if waiting else {}
    wanted = differing(now, earlier | after)
    if waiting and wanted == earlier:
        raise WaitsAlready(_("The same proposal waits for a moderator already."))
    if waiting and not wanted:
        raise ChangeRefused(
            _("This would undo all of the proposal that waits. Withdraw that one instead.")
        )
    if not wanted:
        raise ChangeRefused(NOTHING_TO_CHANGE)
    if waiting:
        close(waiting, Closed.SUPERSEDED)
        note = note or waiting.asked.note
    note = clean("description", note) or ""
    change = ProposedChange(clinic=listing.clinic, proposed_by=by, note=note)
    return store(change, {code: (now.get(code), value) for code, value in wanted.items()}, by=by)


def send(clinic: Clinic, *, by: User, note: str, seen: str) -> Sent:
    """Send a person's draft: publish what needs no moderator, propose the rest, delete the draft.

    All or nothing. `seen` is the fingerprint of the differences that the person saw. Raises
    ChangeRefused.
    """
    with editing(clinic.pk) as listing:
        trusted = is_trusted(by, clinic.pk)
        now, waiting = values.stated(listing.stored), waiting_of(listing)
        edit = edit_of(now, draft_of(clinic, by), waiting)
        after = edit.with_dropped(waiting)
        if edit.errors or seen != fingerprint(now, after):
            raise ChangeRefused(
                _("The listing changed while you were editing. Please review it again.")
            )
        if not after:
            raise ChangeRefused(NOTHING_TO_CHANGE)
        after, codes, change = cleaned(after), instant_codes(now, after) if trusted else set(), None
        if codes:
            chosen = {code: after[code] for code in codes}
            waiting = publish(listing, waiting, chosen, by=by)
        if rest := {code: value for code, value in after.items() if code not in codes}:
            try:
                change = _ask(listing, waiting, rest, by=by, note=note)
            except WaitsAlready:
                if not codes:
                    raise
        discard_draft(clinic, by=by)
    return Sent(published=codes, change=change)


def withdraw(change: ProposedChange, *, by: User) -> None:
    """Take a proposal back before it is decided. Raises ChangeRefused."""
    with editing_own(change.clinic_id, by=by):
        change = ProposedChange.objects.select_for_update().get(pk=change.pk)
        refuse_unless_pending(change)
        close(change, Closed.WITHDRAWN)
        record("withdrawn", change, actor="clinic", by=by, clinic_id=change.clinic_id)
