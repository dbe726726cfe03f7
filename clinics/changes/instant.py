"""What a clinic may publish at once, and who may.

Nobody decides for a clinic by its opening hours or by how to find its door. A phone number and a
website also serve as proof when somebody else asks to speak for the clinic, so:

* a website is harmless only within the same host: a code goes to addresses of that host. It
  always waits on a host that many businesses share: another page there is another person's;
* a phone number is published at once, as patients must reach the clinic; the trail keeps the day,
  and whoever decides a claim by that number is shown that it changed in the last 30 days;
* an e-mail address always waits: a code to it is sent without any person in between.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Exists, F
from django.utils import timezone

from clinics.accounts.models import User
from clinics.changes.models import ProposedChange, ProposedItem
from clinics.listing.websites import SHARED, is_under
from clinics.memberships.models import Membership

HARMLESS = ("phone", "website", "how_to_find", "hours")
NEW_FOR = dt.timedelta(days=1)
"""How long a new admin's edits all wait: the others can object first."""

REJECTED_FOR = dt.timedelta(days=90)
"""How long something rejected or taken back takes its proposer out of good standing."""


def in_good_standing(user: User, clinic_id: int, *, at: dt.datetime | None = None) -> bool:
    """Whether a person has spoken for the clinic for a day and had nothing rejected of late.

    A rejection that a moderator undid does not count; taking back what they published does. One
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


def host(website: str | None) -> str:
    """The host a website stands on, `www.` aside."""
    return (urlsplit(website or "").hostname or "").rstrip(".").removeprefix("www.")


def is_harmless(code: str, before: Any, after: Any) -> bool:
    """Whether an admin in good standing may publish this difference without a moderator."""
    if code == "website":
        own = host(before)
        return bool(own) and own == host(after) and not is_under(own, SHARED)
    return code in HARMLESS


def harmless(public: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The codes of an edit that an admin in good standing may publish without a moderator."""
    return {code for code in after if is_harmless(code, public.get(code), after[code])}


def at_once(public: dict[str, Any], after: dict[str, Any], user: User, clinic_id: int) -> set[str]:
    """The codes of an edit that this person may publish without a moderator."""
    codes = harmless(public, after)
    return codes if codes and in_good_standing(user, clinic_id) else set()
