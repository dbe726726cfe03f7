"""Earlier decisions about a clinic, shown below a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.changes.models import ProposedItem
from clinics.claims.models import Claim
from clinics.listing import wording

MOST_EARLIER = 12
"""How many earlier decisions about the clinic are shown."""
MOST_READ = 500
"""How many decided answers are read for them: many are decided alike and shown as one."""
MOST_NAMED = 4
"""How many of the answers that were decided alike are named."""


@dataclass(frozen=True, kw_only=True)
class EarlierDecision:
    """A decision about the clinic, in words; `what` it was about, and `words` to who asked."""

    at: dt.datetime
    what: str
    decision: str
    reason: str
    words: str
    who: User | None


def earlier_decisions(
    clinic_id: int, *, but_change: int = 0, but_claim: int = 0
) -> list[EarlierDecision]:
    """The newest decisions about a clinic, without those of the case that is shown. Two queries."""
    items = (
        ProposedItem.objects.filter(change__clinic=clinic_id, decided_at__isnull=False)
        .exclude(change=but_change)
        .select_related("decided_by", "change")
        .order_by("-decided_at", "-change_id", "decision", "reason", "words", "pk")[:MOST_READ]
    )
    claims = (
        Claim.objects.filter(clinic=clinic_id, decided_at__isnull=False)
        .exclude(pk=but_claim)
        .select_related("decided_by", "user")
        .order_by("-decided_at", "-pk")[:MOST_EARLIER]
    )
    alike = groupby(items, key=lambda i: (i.change_id, i.decision, i.reason, i.words))
    decisions = [_of_items(list(theirs)) for _key, theirs in alike]
    decisions += [_of_claim(claim) for claim in claims]
    return sorted(decisions, key=lambda one: one.at, reverse=True)[:MOST_EARLIER]


def _of_items(items: list[ProposedItem]) -> EarlierDecision:
    """One decision about several answers of a proposal, or its undoing."""
    first, change = items[0], items[0].change
    return EarlierDecision(
        at=first.decided_at,  # type: ignore[arg-type]
        what=_labels(items),
        decision=_("undone") if change.is_undoing else first.get_decision_display(),
        reason=first.reason_label,
        words=change.note if change.is_undoing else first.words,
        who=first.decided_by,
    )


def _labels(items: list[ProposedItem]) -> str:
    labels = [wording.label(item.code) for item in items[:MOST_NAMED]]
    named, rest = ", ".join(labels), len(items) - len(labels)
    return _("%(names)s and %(n)d more") % {"names": named, "n": rest} if rest else named


def _of_claim(claim: Claim) -> EarlierDecision:
    return EarlierDecision(
        at=claim.decided_at,  # type: ignore[arg-type]
        what=_("Claim by %(who)s") % {"who": claim.user.email},
        decision=claim.get_decision_display(),
        reason=claim.reason_label,
        words=claim.words,
        who=claim.decided_by,
    )
