"""Proposals as a clinic reads them: each item in words, with the moderator's decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from clinics.changes import fields, values
from clinics.changes.models import ProposedChange, ProposedItem
from clinics.listing.models import Clinic
from clinics.listing.wording import answer, label


@dataclass(frozen=True, kw_only=True)
class ItemInWords:
    """One item of a proposal, all in words."""

    label: str
    before: str
    after: str
    decision: str
    decision_label: str
    reason: str
    words: str


@dataclass(frozen=True)
class Proposal:
    """A proposal with its items in words."""

    change: ProposedChange
    lines: list[ItemInWords]

    @property
    def state(self) -> str:
        """The state of the proposal, in words."""
        change = self.change
        if change.is_undoing:
            return _("undone by a moderator")
        if change.closed_as:
            return change.get_closed_as_display()
        if change.reverts_id:
            return _("a moderator is looking at this again")
        return _("waits for a moderator")

    @property
    def after_label(self) -> str:
        """The heading above what it asked for or made public."""
        if self.change.closed_as == ProposedChange.Closed.AT_ONCE:
            return _("Published")
        return _("Public again") if self.change.is_undoing else _("Proposed")

    @property
    def is_asked_back(self) -> bool:
        """Whether a moderator sent an item back with a question."""
        return any(line.decision == ProposedItem.Decision.ASKED_BACK for line in self.lines)


def listed(changes: Iterable[ProposedChange]) -> list[Proposal]:
    """Proposals in words. Two queries for any number."""
    changes = list(changes)
    prefetch_related_objects(changes, "items", "proposed_by")
    return [
        Proposal(change, [_line(item, is_undoing=change.is_undoing) for item in change.items.all()])
        for change in changes
    ]


def _line(item: ProposedItem, *, is_undoing: bool) -> ItemInWords:
    decision = "" if is_undoing else item.decision
    return ItemInWords(
        label=label(item.code),
        before=answer(item.code, values.content(item.code, item.before)),
        after=answer(item.code, values.content(item.code, item.after)),
        decision=decision,
        decision_label=str(ProposedItem.Decision(decision).label) if decision else "",
        reason=item.reason_label,
        words=item.words,
    )


def asked_back(change: ProposedChange) -> QuerySet[ProposedItem]:
    """The items that a moderator sent back with a question and that the form can answer."""
    asked = ProposedItem.Decision.ASKED_BACK
    return change.items.filter(decision=asked, code__in=fields.codes())


def questions_asked(clinic: Clinic) -> dict[str, str]:
    """The moderator's questions in the latest proposal, by code; {} when it is not decided."""
    sent = clinic.changes.exclude(closed_as=ProposedChange.Closed.AT_ONCE)
    latest = sent.order_by("-proposed_at", "-pk").first()
    return {item.code: item.words for item in asked_back(latest)} if latest else {}
