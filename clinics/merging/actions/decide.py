"""Decides that a pair is two clinics, or later; and takes decisions back by new ones."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit import whys
from clinics.audit.actions import record
from clinics.changes import values
from clinics.listing.actions.editing import Listing, lock_all
from clinics.listing.actions.status import move
from clinics.listing.fields import CONTACT_CODES
from clinics.listing.models import Clinic, DuplicatePair, Status
from clinics.listing.models.duplicate_pair import PUT_OFF
from clinics.merging.actions.join import decide_as, lock_pair, settle
from clinics.merging.actions.move import take_back
from clinics.merging.comparison import CORRECTIONS, put, said
from clinics.merging.models import Merge, MergeRefused
from clinics.merging.refusals import (
    refuse_unless_impartial,
    refuse_unless_seen,
    refuse_unless_waiting,
)
from clinics.merging.rows import Move
from clinics.reviews.actions.figures import refresh


@transaction.atomic
def keep_two(pair: DuplicatePair, *, by: User, why: str, seen: str) -> DuplicatePair:
    """Decide that a pair is two clinics: no search for duplicates asks again.

    Raises MergeRefused.
    """
    pair, listings = lock_pair(pair)
    refuse_unless_impartial(by, pair.clinic, pair.other)
    refuse_unless_waiting(pair)
    refuse_unless_seen(pair, listings, seen)
    decide_as(pair, DuplicatePair.Decision.TWO, by=by)
    _record_on_both("two clinics", pair, by=by, why=why)
    return pair


@transaction.atomic
def put_off(pair: DuplicatePair, *, by: User, why: str, seen: str) -> DuplicatePair:
    """Let a pair wait for PUT_OFF before anybody is asked again. Raises MergeRefused."""
    pair, listings = lock_pair(pair)
    refuse_unless_impartial(by, pair.clinic, pair.other)
    refuse_unless_waiting(pair)
    refuse_unless_seen(pair, listings, seen)
    pair.later_until = timezone.localdate() + PUT_OFF
    pair.save(update_fields=["later_until"])
    _record_on_both("put off", pair, by=by, why=why)
    return pair


@transaction.atomic
def ask_again(pair: DuplicatePair, *, by: User, why: str) -> DuplicatePair:
    """Let a pair that was decided be two clinics, or was put off, wait again.

    Raises MergeRefused; a merge is undone by `undo`.
    """
    pair, _listings = lock_pair(pair)
    refuse_unless_impartial(by, pair.clinic, pair.other)
    if pair.decision == DuplicatePair.Decision.SAME:
        raise MergeRefused(_("They were merged. Undo the merge instead."))
    if not pair.decision and pair.later_until is None:
        raise MergeRefused(_("This waits already."))
    decide_as(pair, "", by=None)
    _record_on_both("asked again", pair, by=by, why=why)
    return pair


def _record_on_both(verb: str, pair: DuplicatePair, *, by: User, why: str) -> None:
    for clinic, other in ((pair.clinic, pair.other), (pair.other, pair.clinic)):
        record(verb, pair, actor="moderator", by=by, clinic_id=clinic.pk,
               after={"other": other.slug}, why=why)  # fmt: skip


@transaction.atomic
def undo(merge: Merge, *, by: User, why: str) -> DuplicatePair:
    """Take a merge back: both listings are what they were, and the pair waits again.

    What was changed at the survivor since then stays: an answer that is not the one the merge left,
    a decided claim or proposal, and whatever was added. Raises MergeRefused when the merge was
    undone, or the survivor was merged into another listing itself: undo that merge first.
    """
    listings = {one.clinic.pk: one for one in lock_all([merge.survivor_id, merge.loser_id])}
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    kept, gone = listings[merge.survivor_id], listings[merge.loser_id]
    _refuse_undo(merge, kept.clinic, gone.clinic, by=by, why=why)
    moves = [Move(*one) for one in merge.moves]
    take_back(moves, survivor=kept.clinic, loser=gone.clinic, since=merge.at)
    move(gone.clinic, "merge undone", _stood(merge), actor="moderator", by=by, why=why)
    for code, before in _restored(merge, said(kept.stored)).items():
        put(kept.draft, code, before)
        if code == "contact":
            kept.draft.fields[CORRECTIONS] = _corrections(merge, kept)
    names = {"clinic": gone.clinic.name, "why": why}
    settle(kept, gone, by=by, why=whys.MERGE_UNDONE % names)
    for clinic in (kept.clinic, gone.clinic):
        refresh(clinic.pk)
    merge.undone_at, merge.undone_by, merge.undone_why = timezone.now(), by, why
    merge.save(update_fields=["undone_at", "undone_by", "undone_why"])
    record("merge undone", merge, actor="moderator", by=by, clinic_id=kept.clinic.pk,
           after={"other": gone.clinic.slug}, why=why)  # fmt: skip
    pair = DuplicatePair.objects.between([kept.clinic.pk], [gone.clinic.pk]).get()
    decide_as(pair, "", by=None)
    return pair


def _refuse_undo(merge: Merge, survivor: Clinic, loser: Clinic, *, by: User, why: str) -> None:
    refuse_unless_impartial(by, survivor, loser)
    if merge.undone_at:
        raise MergeRefused(_("This merge was undone already."))
    if survivor.status == Status.MERGED:
        words = _("“%s” was merged into another listing since. Undo that merge first.")
        raise MergeRefused(words % survivor.name)
    if not why.strip() or len(why) > Merge.MAX_CHARACTERS:
        raise MergeRefused(_("Say in up to 500 characters why this is undone."))


def _stood(merge: Merge) -> dict[str, Any]:
    """Where the loser stood, as its fields hold it."""
    days = {
        name: dt.date.fromisoformat(said) if said else None
        for name, said in merge.stood.items()
        if name != "status"
    }
    return {**days, "status": Status(merge.stood["status"])}


def _corrections(merge: Merge, kept: Listing) -> dict[str, Any]:
    """What moderators had corrected at the survivor before the merge, and since."""
    before, after = (said["contact"].get(CORRECTIONS, {}) for said in (merge.before, merge.after))
    now = kept.stored.fields[CORRECTIONS]
    return {**before, **{code: said for code, said in now.items() if after.get(code) != said}}


def _restored(merge: Merge, now: dict[str, Any]) -> dict[str, Any]:
    """What the survivor said before the merge, of the answers that are still those of the merge."""
    held = [
        code for code, after in merge.after.items()
        if values.applied(code, after, now.get(code))
    ]  # fmt: skip
    changed_since = any(
        now.get(code) != merge.after[code] for code in CONTACT_CODES if code in merge.after
    )
    if changed_since and "contact" in held:
        held.remove("contact")
    return {code: merge.before[code] for code in held}
