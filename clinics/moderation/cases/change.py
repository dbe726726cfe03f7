"""The page of a proposal: each item beside what is public now, and earlier decisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.advertising import claimed_in
from clinics.changes import fields, values
from clinics.changes.actions.decide import Decision, digest
from clinics.changes.contradictions import Contradiction, contradictions
from clinics.changes.models import ProposedChange, ProposedItem
from clinics.checklist import CHECKLIST
from clinics.credentials.named import names_nobody
from clinics.listing import wording
from clinics.listing.fields import CONTACT_CODES
from clinics.listing.models import Clinic
from clinics.memberships.models import Membership
from clinics.moderation.cases.base import Case, that_hold
from clinics.moderation.cases.earlier import EarlierDecision, earlier_decisions
from clinics.moderation.forms.decisions import (
    APPROVE,
    ASK_BACK,
    DECISION_CHOICES,
    REJECT,
    DecisionForm,
    Problem,
    RevertForm,
    problems,
)
from clinics.moderation.forms.undo import UndoForm


@dataclass(frozen=True, kw_only=True)
class ProposedLine:
    """One item of a proposal in words, with the form that decides it.

    `moved_to` is what the listing says now, when it changed after the proposal was made.
    `concerns` speak against approving it, a sentence each: then only a choice at the item itself
    approves it.
    """

    item: ProposedItem
    label: str
    before: str
    before_provenance: str
    after: str
    question: str
    evidence: str
    moved_to: str
    concerns: list[str]
    reason: str
    form: DecisionForm


def _source_of(item: ProposedItem, now: dict[str, Any]) -> Any:
    """The value that tells who states an item: its own, or that of all contact details."""
    return now["contact"] if item.before and item.code in CONTACT_CODES else item.before


def _own_words(item: ProposedItem) -> list[str]:
    """What a clinic wrote in its own words: its description, and the details of an answer."""
    said = item.after
    texts = [said.get("detail"), said.get("includes")] if isinstance(said, dict) else [said]
    return [text for text in texts if isinstance(text, str)]


class ChangeCase(Case):
    """Everything about one proposal that its page shows."""

    kind = "change"
    approve, reject, ask_back = APPROVE, REJECT, ASK_BACK

    def __init__(self, change: ProposedChange, *, by: User, data: Any = None) -> None:
        """`data` is what was posted; with `approve_all` in it, what is untouched is approved."""
        super().__init__(change, by=by, data=data)
        self.change, self.clinic = change, change.clinic
        self.reopen = RevertForm(auto_id="id_again_%s")
        self.forms = {
            item: DecisionForm(data, prefix=f"item-{item.pk}", reasons=ProposedItem.Reason.choices)
            for item in change.items.select_related("decided_by")
        }

    @property
    def asker(self) -> User | None:
        """Who asked for the edit."""
        return self.change.asker

    @cached_property
    def _listing(self) -> Clinic:
        """The clinic with its answers, as it is public now. Four queries."""
        return Clinic.objects.with_answers().get(pk=self.change.clinic_id)

    @cached_property
    def now(self) -> dict[str, Any]:
        """What the listing says now."""
        return values.public(self._listing)

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """What would contradict itself if all of it were approved; [] once it is decided."""
        if not self.is_waiting:
            return []
        known = set(fields.codes())
        after = {item.code: item.after for item in self.forms if item.code in known}
        said = values.proposed(self._listing, after, on=timezone.localdate())
        return contradictions(said, of=after)

    @cached_property
    def lines(self) -> list[ProposedLine]:
        """Each item beside what is public now."""
        return [self._line(item, form) for item, form in self.forms.items()]

    @cached_property
    def _rejected(self) -> list[tuple[str, Any]]:
        """What moderators rejected before, as (code, value): the items' codes. One query."""
        decided = ProposedItem.objects.filter(
            change__clinic=self.change.clinic_id,
            code__in=[item.code for item in self.forms],
            decision=REJECT,
        )
        return list(decided.exclude(change=self.change.pk).values_list("code", "after"))

    def _line(self, item: ProposedItem, form: DecisionForm) -> ProposedLine:
        now = self.now
        moved = not item.decision and not values.holds(item.code, item.before, now.get(item.code))
        public = wording.value(item.code, now.get(item.code)) or _("Not stated")
        moved_to = public if moved else ""
        of_checklist = CHECKLIST.get(item.code)
        return ProposedLine(
            item=item,
            label=wording.label(item.code),
            before=wording.answer(item.code, item.before),
            before_provenance=wording.provenance(
                _source_of(item, now) if self.is_waiting else item.before
            ),
            after=wording.answer(item.code, item.after),
            question=wording.question(item.code),
            evidence=str(of_checklist.evidence) if of_checklist else "",
            moved_to=moved_to,
            concerns=self._concerns(item, moved_to),
            reason=item.reason_label,
            form=form,
        )

    def _concerns(self, item: ProposedItem, moved_to: str) -> list[str]:
        """What speaks against approving an item, a sentence each."""
        was_rejected = any(
            code == item.code and values.content(code, after) == values.content(code, item.after)
            for code, after in self._rejected
        )
        is_unnamed = names_nobody(self.change.clinic_id, item.code, item.after)
        return that_hold(
            (is_unnamed, _("The clinic names nobody of this profession among its clinicians.")),
            (moved_to, _("The listing has changed since then. It now says: %s") % moved_to),
            (was_rejected, _("A moderator rejected the same answer before.")),
            *((True, claimed.beside) for text in _own_words(item) for claimed in claimed_in(text)),
        )

    @cached_property
    def objections(self) -> list[str]:
        """What speaks against it: who asks, and the concerns of single items."""
        found = [f"{line.label}: {concern}" for line in self.lines for concern in line.concerns]
        if not self.change.reverts and self.speaks_since is None:
            found.insert(0, _("Who proposed it does not speak for the clinic."))
        return found

    @property
    def choices(self) -> dict[str, Any]:
        """The decisions that each item offers: label by value."""
        return dict(DECISION_CHOICES)

    @property
    def is_waiting(self) -> bool:
        """Whether the proposal can still be decided."""
        return not self.change.closed_as

    @property
    def seen(self) -> str:
        """The hash of the version on this page."""
        return digest(self.change)

    @property
    def wants_all(self) -> bool:
        """Whether "approve all" was pressed."""
        return self.data is not None and "approve_all" in self.data

    @cached_property
    def rest(self) -> set[ProposedItem]:
        """What "approve all" approves: items that nobody touched and nothing speaks against."""
        contradicted = {code for one in self.contradictions for code in one.codes}
        return {
            line.item
            for line in self.lines
            if not line.concerns
            and line.item.code not in contradicted
            and not line.form.has_changed()
        }

    @cached_property
    def problems(self) -> list[Problem]:
        """What is wrong in the posted forms."""
        undoing = [p for form in (self.revert, self.reopen) for p in problems(form, "")]
        if self.data is None:
            return undoing
        rest = self.rest if self.wants_all else set()
        return [
            problem
            for item, form in self.forms.items()
            if item not in rest
            for problem in problems(form, wording.label(item.code))
        ]

    def decisions(self) -> dict[int, Decision] | None:
        """The decision on each item by its key; None when a form is not valid."""
        if self.problems:
            return None
        rest = self.rest if self.wants_all else set()
        return {
            item.pk: Decision(APPROVE) if item in rest else Decision(**form.cleaned_data)
            for item, form in self.forms.items()
        }

    @property
    def own(self) -> str:
        """Why a moderator may not decide their own case, in words; '' when it is not theirs."""
        is_own = self.change.asker == self.by
        return (
            _("This is your own proposal, so another moderator must decide it.") if is_own else ""
        )

    @cached_property
    def earlier(self) -> list[EarlierDecision]:
        """Earlier decisions about the clinic."""
        return earlier_decisions(self.change.clinic_id, but_change=self.change.pk)

    @cached_property
    def speaks_since(self) -> dt.datetime | None:
        """Since when the person who proposed it speaks for the clinic; None: they do not now."""
        memberships = Membership.objects.filter(
            user=self.change.proposed_by_id, clinic=self.change.clinic_id
        )
        return memberships.values_list("since", flat=True).first()

    @cached_property
    def newer(self) -> ProposedChange | None:
        """The clinic's proposal that waits now, when this one does not wait."""
        return None if self.is_waiting else self.clinic.changes.pending().first()

    @cached_property
    def still_public(self) -> list[ProposedItem]:
        """What it published and is public still: a new decision can take it back.

        No query while it waits.
        """
        if self.is_waiting:
            return []
        return [
            item
            for item in self.change.published
            if values.applied(item.code, item.after, self.now.get(item.code))
        ]

    @cached_property
    def revert(self) -> UndoForm:
        """The form that takes answers back."""
        return UndoForm(items=self.still_public)

    @property
    def may_revert(self) -> bool:
        """Whether it published something that a new decision can undo."""
        return not self.hindrance and bool(self.still_public)

    @cached_property
    def may_reopen(self) -> bool:
        """Whether something was rejected or sent back that can be decided again."""
        return not self.hindrance and self.change.refused.exists()

    @property
    def asked_label(self) -> str:
        """The heading above what the clinic asked for: some edits are published at once."""
        if self.change.closed_as == ProposedChange.Closed.AT_ONCE:
            return _("Published")
        return _("Public again") if self.change.is_undoing else _("Proposed")

    @cached_property
    def undone_by(self) -> list[ProposedChange]:
        """The decisions that undid all or a part of it, oldest first."""
        return list(self.change.reverted_by.order_by("pk"))
