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
    NOTHING,
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
from clinics.changes.instant import harmless
from clinics.changes.models import ProposedChange
from clinics.changes.values import ChangeRefused, WaitsAlready
from clinics.listing.actions.editing import Listing, editing
from clinics.listing.models import Clinic


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What became of an edit: what is public now, and what waits."""

    published: set[str]
    change: ProposedChange | None


def propose(clinic: Clinic, after: dict[str, Any], *, by: User, note: str = "") -> ProposedChange:
    """Ask a moderator for these values, by code; None: not stated.

    What waits already is carried over unless `after` speaks of it; the older proposal is then
    superseded. Raises ChangeRefused, also when nothing would change.
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
    """Propose cleaned values of a locked clinic, of which `waiting` waits already."""
    now = values.stated(listing.stored)
    earlier = {item.code: item.after for item in waiting.items.all()} if waiting else {}
    wanted = differing(now, earlier | after)
    if waiting and wanted == earlier:
        raise WaitsAlready(_("This is what waits for a moderator already."))
    if waiting and not wanted:
        raise ChangeRefused(_("Nothing would be left of what waits: withdraw that instead."))
    if not wanted:
        raise ChangeRefused(NOTHING)
    if waiting:
        close(waiting, Closed.SUPERSEDED)
        note = note or waiting.asked.note
    note = clean("description", note) or ""
    change = ProposedChange(clinic=listing.clinic, proposed_by=by, note=note)
    return store(change, {code: (now.get(code), value) for code, value in wanted.items()}, by=by)


def send(clinic: Clinic, *, by: User, note: str, seen: str) -> Sent:
    """Send what a person typed: publish what is harmless, propose the rest, forget the draft.

    All or nothing. `seen` is the fingerprint of the differences that were on the screen. Raises
    ChangeRefused.
    """
    with editing(clinic.pk) as listing:
        trusted = is_trusted(by, clinic.pk)
        now, waiting = values.stated(listing.stored), waiting_of(listing)
        edit = edit_of(now, draft_of(clinic, by), waiting)
        after = edit.with_dropped(waiting)
        if edit.errors or seen != fingerprint(now, after):
            raise ChangeRefused(_("This is not what was on your screen. Look at it again."))
        if not after:
            raise ChangeRefused(NOTHING)
        after, codes, change = cleaned(after), harmless(now, after) if trusted else set(), None
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
