"""An account at the desk: what it speaks for, what it asked for, and what happened to it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.utils.functional import cached_property

from clinics.accounts.models import User
from clinics.audit.models import Event
from clinics.changes.models import ProposedChange
from clinics.claims.models import Claim
from clinics.memberships.actions.block import why_not
from clinics.memberships.models import Membership
from clinics.memberships.permissions import has_second_factor
from clinics.moderation.trail import TrailEntry, entries

MOST = 25
"""How many of each are shown, the newest."""


class AccountPage:
    """One account, and the moderator who looks at it."""

    def __init__(self, person: User, *, by: User) -> None:
        self.person, self.by = person, by
        self.refusal = ""

    @cached_property
    def hindrance(self) -> str:
        """Why this moderator cannot block or unblock it, as a sentence; '' when they can."""
        return why_not(self.person, self.by)

    @property
    def has_factor(self) -> bool:
        """Whether a second factor is asked for."""
        return has_second_factor(self.person)

    @property
    def addresses(self) -> QuerySet[EmailAddress]:
        """Its addresses, confirmed or not."""
        return EmailAddress.objects.filter(user=self.person).order_by("-primary", "email")

    @property
    def sessions(self) -> QuerySet[UserSession]:
        """Where it is signed in, last seen first; no network is shown."""
        return UserSession.objects.filter(user=self.person).order_by("-last_seen_at")[:MOST]

    @property
    def memberships(self) -> QuerySet[Membership]:
        """The clinics that it speaks for."""
        return Membership.objects.of(self.person).select_related("clinic").order_by("since", "pk")

    @property
    def claims(self) -> QuerySet[Claim]:
        """What it asked to speak for, newest first."""
        found = Claim.objects.filter(user=self.person.pk).select_related("clinic")
        return found.order_by("-started_at", "-pk")[:MOST]

    @property
    def proposals(self) -> QuerySet[ProposedChange]:
        """What it asked to have changed, newest first."""
        found = ProposedChange.objects.filter(proposed_by=self.person.pk).select_related("clinic")
        return found.order_by("-proposed_at", "-pk")[:MOST]

    @cached_property
    def events(self) -> list[TrailEntry]:
        """Blocks and everything else that was done to the account itself, newest first."""
        about = Event.objects.filter(clinic_id=None, target="user", target_id=self.person.pk)
        return entries(about.order_by("-at", "-pk")[:MOST])
