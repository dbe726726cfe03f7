"""What was decided about a clinic before: it stands beside a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.changes.actions.decide import REASONS
from clinics.changes.models import ProposedItem
from clinics.claims.models import Claim
from clinics.listing import wording

EARLIER = 12
"""How many earlier decisions about the clinic stand beside a case."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """Something that was decided about the clinic before."""

    at: dt.datetime
    what: str
    decision: str
    reason: str
    words: str
    who: User | None


def earlier(clinic_id: int, *, but_change: int = 0, but_claim: int = 0) -> list[Earlier]:
    """The newest decisions about a clinic, this case's own left out; two queries."""
    items = (
        ProposedItem.objects.filter(change__clinic=clinic_id, decided_at__isnull=False)
        .exclude(change=but_change)
        .select_related("decided_by")
        .order_by("-decided_at", "-pk")[:EARLIER]
    )
    claims = (
        Claim.objects.filter(clinic=clinic_id, decided_at__isnull=False)
        .exclude(pk=but_claim)
        .select_related("decided_by", "user")
        .order_by("-decided_at", "-pk")[:EARLIER]
    )
    found = [_earlier(item, wording.label(item.code)) for item in items]
    found += [_earlier(c, _("Claim by %(who)s") % {"who": c.user.email}) for c in claims]
    return sorted(found, key=lambda one: one.at, reverse=True)[:EARLIER]


def _earlier(case: ProposedItem | Claim, what: str) -> Earlier:
    return Earlier(
        at=case.decided_at,  # type: ignore[arg-type]
        what=what,
        decision=case.get_decision_display(),
        reason=str(dict(REASONS).get(case.reason, case.reason))
        if isinstance(case, ProposedItem)
        else case.reason_label,
        words=case.words,
        who=case.decided_by,
    )
