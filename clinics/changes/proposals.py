"""Proposals as a clinic reads them: each item in words, with what the moderator said to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from clinics.changes import fields, values
from clinics.changes.actions.decide import REASONS
from clinics.changes.models import ProposedChange, ProposedItem
from clinics.listing.models import Clinic
from clinics.listing.wording import answer, label


@dataclass(frozen=True, kw_only=True)
class Line:
    """One item in words."""

    label: str
    before: str
    after: str
    decision: str
    decision_label: str
    reason: str
    words: str


@dataclass(frozen=True)
class Proposal:
    """A proposal with its lines."""

    change: ProposedChange
    lines: list[Line]

    @property
    def state(self) -> str:
        """What became of it, in words."""
        change = self.change
        if change.closed_as == ProposedChange.Closed.DECIDED and change.reverts_id:
            return _("undone by a moderator")
        if change.closed_as:
            return change.get_closed_as_display()
        if change.reverts_id:
            return _("a moderator looks at this again")
        return _("waits for a moderator")

    @property
    def is_asked_back(self) -> bool:
        """Whether a moderator asked something back."""
        return any(line.decision == ProposedItem.Decision.ASKED_BACK for line in self.lines)


def listed(changes: Iterable[ProposedChange]) -> list[Proposal]:
    """Proposals in words. Two queries, for any number."""
    changes = list(changes)
    prefetch_related_objects(changes, "items", "proposed_by")
    return [Proposal(change, [_line(item) for item in change.items.all()]) for change in changes]


def _line(item: ProposedItem) -> Line:
    return Line(
        label=label(item.code),
        before=answer(item.code, values.content(item.code, item.before)),
        after=answer(item.code, values.content(item.code, item.after)),
        decision=item.decision,
        decision_label=str(ProposedItem.Decision(item.decision).label) if item.decision else "",
        reason=str(dict(REASONS).get(item.reason, "")),
        words=item.words,
    )


def asked_back(change: ProposedChange) -> QuerySet[ProposedItem]:
    """The items that came back with a question and can be answered in the form."""
    back = ProposedItem.Decision.ASKED_BACK
    return change.items.filter(decision=back, code__in=fields.codes())


def told_back(clinic: Clinic) -> dict[str, str]:
    """What a moderator asked in the latest proposal, by code; {} when that one is not decided."""
    asked = clinic.changes.exclude(closed_as=ProposedChange.Closed.AT_ONCE)
    latest = asked.order_by("-proposed_at", "-pk").first()
    return {item.code: item.words for item in asked_back(latest)} if latest else {}
