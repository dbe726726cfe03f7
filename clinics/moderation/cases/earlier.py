"""Earlier decisions about a clinic, shown below a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.changes.models import ProposedItem
from clinics.claims.models import Claim
from clinics.listing import wording

MOST_EARLIER = 12
"""How many earlier decisions about the clinic are shown."""


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
        .select_related("decided_by")
        .order_by("-decided_at", "-pk")[:MOST_EARLIER]
    )
    claims = (
        Claim.objects.filter(clinic=clinic_id, decided_at__isnull=False)
        .exclude(pk=but_claim)
        .select_related("decided_by", "user")
        .order_by("-decided_at", "-pk")[:MOST_EARLIER]
    )
    decisions = [_in_words(item, wording.label(item.code)) for item in items]
    decisions += [_in_words(c, _("Claim by %(who)s") % {"who": c.user.email}) for c in claims]
    return sorted(decisions, key=lambda one: one.at, reverse=True)[:MOST_EARLIER]


def _in_words(case: ProposedItem | Claim, what: str) -> EarlierDecision:
    return EarlierDecision(
        at=case.decided_at,  # type: ignore[arg-type]
        what=what,
        decision=case.get_decision_display(),
        reason=case.reason_label,
        words=case.words,
        who=case.decided_by,
    )
