"""What a clinic may publish without a moderator, and who may do so.

Opening hours and how to find the door are published at once: no patient chooses a clinic by them.
Phone, website and e-mail also serve as proof when somebody asks to speak for the clinic. So:

* A website may change at once only within the same host, because we send codes to e-mail
  addresses of that host. On a host that many businesses share it always waits: another page there
  belongs to somebody else.
* A phone number is published at once, because patients must reach the clinic. A moderator who
  decides a claim by that number sees that it changed in the last 30 days.
* An e-mail address always waits, because we send codes to it and nobody checks in between.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F
from django.utils import timezone

from clinics.accounts.models import User
from clinics.changes.models import ProposedChange, ProposedItem
from clinics.listing.websites import own_domain
from clinics.memberships.models import Membership

INSTANT_CODES = ("phone", "website", "how_to_find", "hours")
NEW_FOR = dt.timedelta(days=1)
"""For how long all edits of a new admin wait, so that the other admins can object."""

REJECTED_FOR = dt.timedelta(days=90)
"""For how long a rejected or reverted edit keeps its proposer out of good standing."""


def in_good_standing(user: User, clinic_id: int, *, at: dt.datetime | None = None) -> bool:
    """Whether a person has spoken for the clinic for a day and had nothing rejected lately.

    A rejection that a moderator undid does not count. An edit that a moderator reverted does. One
    query.
    """
    at = at or timezone.now()
    speaks = Membership.objects.filter(user=user.pk, clinic=clinic_id, since__lte=at - NEW_FOR)
    rejected = ProposedItem.objects.filter(
        change__proposed_by=user.pk,
        decision=ProposedItem.Decision.REJECTED,
        decided_at__gte=at - REJECTED_FOR,
    ).exclude(change__reverted_by__items__code=F("code"))
    taken_back = ProposedChange.objects.filter(
        reverts__proposed_by=user.pk,
        reverts__closed_as=ProposedChange.Closed.AT_ONCE,
        closed_at__gte=at - REJECTED_FOR,
        reverted_by=None,
    )
    return speaks.filter(~Exists(rejected), ~Exists(taken_back)).exists()


def is_instant(code: str, before: Any, after: Any) -> bool:
    """Whether an admin in good standing may publish this change without a moderator."""
    if code == "website":
        own = own_domain(before or "")
        return bool(own) and own == own_domain(after or "")
    return code in INSTANT_CODES


def instant_codes(public: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The codes of an edit that an admin in good standing may publish without a moderator."""
    return {code for code in after if is_instant(code, public.get(code), after[code])}


def instant_codes_for(
    user: User, clinic_id: int, public: dict[str, Any], after: dict[str, Any]
) -> set[str]:
    """The codes of an edit that this person may publish without a moderator."""
    codes = instant_codes(public, after)
    return codes if codes and in_good_standing(user, clinic_id) else set()
