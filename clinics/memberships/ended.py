"""Who no longer speaks for a clinic, and whom an account brought in: read from the trail."""

from __future__ import annotations

import datetime as dt

from clinics.accounts.models import User
from clinics.audit.models import Event
from clinics.memberships.models import Membership

ENDED_BY_OTHERS = ("removed", "replaced")
"""The verbs of the trail when somebody else ended a membership."""


def ended_by_others(user_id: int, clinic_id: int) -> Event | None:
    """The newest event by which somebody else ended that a person speaks for a clinic. One query.

    None for a person who speaks for it now, who left, or who never did.
    """
    about = Event.objects.filter(clinic_id=clinic_id, target="membership")
    gone = about.filter(verb__in=[*ENDED_BY_OTHERS, "left"], before__user=user_id)
    newest = gone.order_by("-pk").first()
    if newest is None or newest.verb == "left":
        return None
    return newest


def joined_before(ended: Event | None) -> dt.datetime | None:
    """Since when the person had spoken for the clinic when it ended; None if the trail lacks it."""
    joined = ended.before.get("joined") if ended else None
    return dt.datetime.fromisoformat(joined) if joined else None


def brought_in(user_id: int, clinic_id: int) -> list[User]:
    """Who speaks for a clinic now by an invitation of this account, or of somebody it brought in.

    In the order in which they joined. Two queries.
    """
    events = Event.objects.filter(clinic_id=clinic_id, target="invitation", by_id__isnull=False)
    asked: dict[str, dict[int, int | None]] = {"invited": {}, "invitation accepted": {}}
    for verb, invitation, by in events.values_list("verb", "target_id", "by_id"):
        if verb in asked:
            asked[verb][invitation] = by
    found: set[int | None] = {user_id}
    grew = True
    while grew:
        came = {
            who for invitation, who in asked["invitation accepted"].items()
            if asked["invited"].get(invitation) in found
        }  # fmt: skip
        grew = not came <= found
        found |= came
    members = Membership.objects.filter(clinic=clinic_id, user__in=found - {user_id})
    return [member.user for member in members.select_related("user").order_by("since", "pk")]
