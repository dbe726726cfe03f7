"""What a moderator does with a proposal: decide each of its items."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.changes import values
from clinics.changes.actions.editing import Closed, close, refuse_unless_pending, save, tell
from clinics.changes.clean import clean
from clinics.changes.models import ProposedChange, ProposedItem
from clinics.changes.values import ChangeRefused
from clinics.listing.actions.editing import deciding
from clinics.listing.wording import label, names
from clinics.memberships.permissions import may_decide

RELATED = ("proposed_by", "reverts")
"""The relations that are read together with a proposal to decide."""
Verdict = ProposedItem.Decision


@dataclass(frozen=True)
class Decision:
    """A moderator's decision on one item. `reason` is a ProposedItem.Reason, or empty."""

    decision: str
    reason: str = ""
    words: str = ""


def digest(change: ProposedChange) -> str:
    """A hash of a proposal as it is now, to notice what changed since the page was shown."""
    return _digest(change, change.items.order_by("pk"))


def _digest(change: ProposedChange, items: Iterable[ProposedItem]) -> str:
    rows = [[i.pk, i.code, i.before, i.after, i.decision] for i in items]
    whole = json.dumps([change.pk, change.closed_as, change.note, rows], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def decide(change: ProposedChange, decisions: dict[int, Decision], *, by: User, seen: str) -> None:
    """Decide every item of a proposal (by its key) and publish the approved ones; all or nothing.

    `seen` is the digest of what the moderator saw. Raises ChangeRefused.
    """
    with deciding(change, *RELATED) as (listing, change):
        items = list(change.items.all())
        refuse_unless_pending(change)
        refuse_unless_impartial(change, by)
        if seen != _digest(change, items):
            raise ChangeRefused(
                _("This proposal changed while you were deciding. Please review it again.")
            )
        _refuse_unless_whole(items, decisions)
        approved = [i for i in items if decisions[i.pk].decision == Verdict.APPROVED]
        now = values.stated(listing.stored)
        moved = [i for i in approved if not values.holds(i.code, i.before, now.get(i.code))]
        refuse_if_moved(moved)
        if approved:
            on = timezone.localdate(change.proposed_at)
            for item in approved:
                values.apply(listing.draft, item.code, item.after, on=on)
            save(listing, actor="moderator", by=by, why=gettext_noop("Proposed by the clinic."))
        _write_decisions(change, items, decisions, by=by)


def refuse_unless_impartial(change: ProposedChange, by: User) -> None:
    """Raise ChangeRefused if the moderator asked for it, or speaks for the clinic."""
    if change.asker == by:
        raise ChangeRefused(_("Somebody else must decide your own proposal."))
    if not may_decide(by, change.clinic_id):
        raise ChangeRefused(_("A moderator who does not speak for this clinic must decide this."))


def _refuse_unless_whole(items: list[ProposedItem], decisions: dict[int, Decision]) -> None:
    """Raise ChangeRefused unless each item has a decision, and each refusal a reason."""
    if set(decisions) != {item.pk for item in items}:
        raise ChangeRefused(_("Decide each item of the proposal, and nothing else."))
    for item in items:
        given, what = decisions[item.pk], {"what": label(item.code)}
        if given.decision not in Verdict.values:
            raise ChangeRefused(_("%(what)s: choose one of the decisions.") % what)
        clean("description", given.words)
        if not _is_explained(given):
            raise ChangeRefused(_("%(what)s: say why, in words the clinic understands.") % what)


def _is_explained(given: Decision) -> bool:
    """A rejection needs a reason from the list, `other` also words; a question needs words."""
    if given.decision == Verdict.APPROVED:
        return True
    words, known = given.words.strip(), given.reason in ProposedItem.Reason.values
    if given.decision == Verdict.ASKED_BACK:
        return bool(words) and (known or not given.reason)
    return known and bool(words or given.reason != ProposedItem.Reason.OTHER)


def refuse_if_moved(items: list[ProposedItem]) -> None:
    """Raise ChangeRefused if there are any such items; the message names them."""
    if items:
        names = ", ".join(label(item.code) for item in items)
        raise ChangeRefused(_("The listing has changed since: %(names)s.") % {"names": names})


def _write_decisions(
    change: ProposedChange, items: list[ProposedItem], decisions: dict[int, Decision], *, by: User
) -> None:
    """Store the decisions, close the proposal and notify who proposed it."""
    for item in items:
        given = decisions[item.pk]
        item.decision, item.reason, item.words = given.decision, given.reason, given.words
        item.decided_by, item.decided_at = by, timezone.now()
    ProposedItem.objects.bulk_update(
        items, ["decision", "reason", "words", "decided_by", "decided_at"]
    )
    close(change, Closed.DECIDED)
    after = {item.code: [item.decision, item.reason, item.words] for item in items}
    record("decided", change, actor="moderator", by=by, clinic_id=change.clinic_id, after=after)
    decided = gettext_lazy("Your edit of %(clinic)s was decided.")
    tell(change, lambda: decided % {"clinic": change.clinic.name},
         details=lambda: "\n".join(_in_words(item) for item in items))  # fmt: skip


def _in_words(item: ProposedItem) -> str:
    """An answer and how it was decided, for a mail: a condition is not named."""
    why = ": ".join(part for part in (item.reason_label, item.words) if part)
    decision = item.get_decision_display()
    return f"{capfirst(names([item.code]))}: {decision}" + (f" – {why}" if why else "")
