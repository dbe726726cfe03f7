"""A clinic's edit: keep a draft, propose, withdraw, publish what is harmless, confirm.

Every action locks the clinic first, then the proposal, so that none waits for another in a circle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.changes import values
from clinics.changes.actions.decide import REASONS, Decision, decide, digest
from clinics.changes.actions.store import (
    Closed,
    close,
    keep,
    locked,
    refuse_unless_pending,
    save,
    store,
)
from clinics.changes.actions.undo import reopen, revert
from clinics.changes.clean import clean
from clinics.changes.edit import fingerprint
from clinics.changes.instant import at_once, in_good_standing, is_harmless
from clinics.changes.models import EditDraft, ProposedChange
from clinics.changes.values import ChangeRefused, WaitsAlready
from clinics.listing.actions import search_rows as listing
from clinics.listing.draft import Draft
from clinics.listing.models import Clinic, Fact, Price, SourceKind
from clinics.listing.wording import label
from clinics.memberships.permissions import may_edit

__all__ = [
    "REASONS", "ChangeRefused", "Decision", "confirm_all", "decide", "digest", "discard_draft",
    "propose", "publish_at_once", "reopen", "revert", "save_draft", "send", "withdraw",
]  # fmt: skip


NOTHING = gettext_lazy("This changes nothing: the listing says all of it already.")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What became of an edit: what is public now, and what waits."""

    published: set[str]
    change: ProposedChange | None


def _refuse_unless_speaking(by: User, clinic: Clinic) -> None:
    if not may_edit(by, clinic.pk):
        raise ChangeRefused(_("You do not speak for this clinic any more. Nothing was changed."))


def _cleaned(after: dict[str, Any]) -> dict[str, Any]:
    """Each value as it is kept. Raises ChangeRefused, in words that name the answer."""
    kept = {}
    for code, value in after.items():
        try:
            kept[code] = clean(code, value)
        except ChangeRefused as refused:
            raise ChangeRefused(f"{label(code)}: {refused}") from None
    return kept


def save_draft(clinic: Clinic, data: dict[str, Any], *, by: User) -> EditDraft:
    """Keep what a person has typed; nobody else sees it. Raises ChangeRefused."""
    _refuse_unless_speaking(by, clinic)
    draft, _made = EditDraft.objects.update_or_create(
        user=by, clinic=clinic, defaults={"data": data}
    )
    return draft


def discard_draft(clinic: Clinic, *, by: User) -> None:
    """Forget what a person has typed."""
    EditDraft.objects.filter(user=by, clinic=clinic).delete()


@transaction.atomic
def propose(clinic: Clinic, after: dict[str, Any], *, by: User, note: str = "") -> ProposedChange:
    """Ask a moderator for these values, by code; None: not stated.

    What waits already is carried over unless `after` speaks of it; the older proposal is then
    superseded. Raises ChangeRefused, also when nothing would change.
    """
    clinic, after = locked(clinic.pk), _cleaned(after)
    _refuse_unless_speaking(by, clinic)
    now = values.public(clinic)
    waiting = clinic.changes.pending().select_for_update().first()
    earlier = {item.code: item.after for item in waiting.items.all()} if waiting else {}
    wanted = _differing(now, earlier | after)
    if waiting and wanted == earlier:
        raise WaitsAlready(_("This is what waits for a moderator already."))
    if waiting and not wanted:
        raise ChangeRefused(_("Nothing would be left of what waits: withdraw that instead."))
    if not wanted:
        raise ChangeRefused(NOTHING)
    if waiting:
        close(waiting, Closed.SUPERSEDED)
        note = note or waiting.asked.note
    change = ProposedChange(clinic=clinic, proposed_by=by, note=clean("description", note) or "")
    return store(change, {code: (now.get(code), value) for code, value in wanted.items()}, by=by)


def _differing(now: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What differs from what is public; who first states a contact detail states them all."""
    wanted = {c: value for c, value in after.items() if values.differs(c, now.get(c), value)}
    if now["contact"]["source"] != SourceKind.CLINIC and set(wanted) & set(values.CONTACT):
        wanted["contact"] = {"source": SourceKind.CLINIC.value}
    return wanted


@transaction.atomic
def send(clinic: Clinic, after: dict[str, Any], *, by: User, note: str, seen: str) -> Sent:
    """Publish what is harmless, propose the rest, and forget the draft: all or nothing.

    `seen` is the fingerprint of the differences that were on the screen. Raises ChangeRefused.
    """
    clinic = locked(clinic.pk)
    _refuse_unless_speaking(by, clinic)
    now, change = values.public(clinic), None
    if seen != fingerprint(now, after):
        raise ChangeRefused(_("This is not what was on your screen. Look at it again."))
    if not after:
        raise ChangeRefused(NOTHING)
    codes = at_once(now, after, by, clinic.pk)
    if codes:
        publish_at_once(clinic, {code: after[code] for code in codes}, by=by)
    if rest := {code: value for code, value in after.items() if code not in codes}:
        try:
            change = propose(clinic, rest, by=by, note=note)
        except WaitsAlready:
            if not codes:
                raise
    discard_draft(clinic, by=by)
    return Sent(published=codes, change=change)


@transaction.atomic
def withdraw(change: ProposedChange, *, by: User) -> None:
    """Take a proposal back before it is decided. Raises ChangeRefused."""
    clinic = locked(change.clinic_id)
    _refuse_unless_speaking(by, clinic)
    change = ProposedChange.objects.select_for_update().get(pk=change.pk)
    refuse_unless_pending(change)
    close(change, Closed.WITHDRAWN)
    record("withdrawn", change, actor="clinic", by=by, clinic_id=clinic.pk)


@transaction.atomic
def publish_at_once(clinic: Clinic, after: dict[str, Any], *, by: User) -> None:
    """Publish harmless values without a moderator. Raises ChangeRefused.

    It is kept as an edit that a moderator can revert. What a waiting proposal says of the same
    fields is thereby settled and leaves it.
    """
    clinic, after = locked(clinic.pk), _cleaned(after)
    _refuse_unless_speaking(by, clinic)
    now = values.public(clinic)
    wanted = _differing(now, after)
    if not wanted:
        raise ChangeRefused(NOTHING)
    waits = [c for c in after if c in wanted and not is_harmless(c, now.get(c), after[c])]
    if waits or not in_good_standing(by, clinic.pk):
        raise ChangeRefused(_("A moderator must look at this first."))
    draft = Draft.of(clinic)
    for code, value in wanted.items():
        values.apply(draft, code, value, on=timezone.localdate())
    save(draft, clinic, actor="clinic", by=by, why="")
    moment = timezone.now()
    done = ProposedChange(clinic=clinic, proposed_by=by, proposed_at=moment,
                          closed_as=Closed.AT_ONCE, closed_at=moment)  # fmt: skip
    keep(done, {code: (now.get(code), value) for code, value in wanted.items()})
    _settle(clinic, set(wanted), by=by)


def _settle(clinic: Clinic, codes: set[str], *, by: User) -> None:
    """Take out of the waiting proposal what was published at once: the rest is a newer one."""
    waiting = clinic.changes.pending().select_for_update().first()
    items = list(waiting.items.all()) if waiting else []
    rest = {i.code: (i.before, i.after) for i in items if i.code not in codes}
    if waiting is None or len(rest) == len(items):
        return
    close(waiting, Closed.SUPERSEDED)
    if rest:
        change = ProposedChange(
            clinic=clinic,
            proposed_by=waiting.proposed_by,
            proposed_at=waiting.proposed_at,
            note=waiting.asked.note,
        )
        store(change, rest, by=by)


@transaction.atomic
def confirm_all(clinic: Clinic, *, by: User) -> int:
    """Say again everything the clinic itself stated; how many statements. Raises ChangeRefused.

    What was imported or stated by others stays as it is.
    """
    clinic = locked(clinic.pk)
    _refuse_unless_speaking(by, clinic)
    today = timezone.localdate()
    before: dict[str, str] = {}
    for model in (Fact, Price):
        rows = model.objects.filter(clinic=clinic, source=SourceKind.CLINIC, affirmed_on__lt=today)
        before |= {row.code: row.affirmed_on.isoformat() for row in rows}
        rows.update(affirmed_on=today)
    if clinic.source == SourceKind.CLINIC and clinic.affirmed_on < today:
        before["contact"] = clinic.affirmed_on.isoformat()
        Clinic.objects.filter(pk=clinic.pk).update(affirmed_on=today)
    if not before:
        raise ChangeRefused(_("Everything the clinic states was confirmed today already."))
    listing.refresh_search([clinic.pk])
    record("confirmed", clinic, actor="clinic", by=by, clinic_id=clinic.pk,
           before={"affirmed": before},
           after={"affirmed": dict.fromkeys(before, today.isoformat())})  # fmt: skip
    return len(before)
