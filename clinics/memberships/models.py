"""Memberships: who speaks for which clinic. Invitations: who is asked to."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import User
from clinics.listing.models import Status


class MembershipQuerySet(models.QuerySet):
    """Which memberships."""

    def of(self, user: User) -> "MembershipQuerySet":
        """The memberships of one person. Nobody speaks for a merged listing."""
        return self.filter(user=user).exclude(clinic__status=Status.MERGED)

    def lead_first(self) -> "MembershipQuerySet":
        """Who leads first: whoever was handed the lead, or else has spoken longest."""
        return self.order_by(models.F("leads_since").desc(nulls_last=True), "since", "pk")


class Membership(models.Model):
    """A person speaks for a clinic: they are one of its admins.

    One of them leads: whoever was handed the lead (`leads_since`), or else has spoken longest.
    `lead_offered_at` is when the lead was offered to this person, until they answer.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    clinic = models.ForeignKey(
        "clinics.Clinic", on_delete=models.CASCADE, related_name="memberships"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)
    leads_since = models.DateTimeField(null=True, blank=True)
    lead_offered_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "clinic"], name="clinics_membership_once_a_clinic"
            ),
            models.UniqueConstraint(
                fields=["clinic"],
                condition=models.Q(leads_since__isnull=False),
                name="clinics_membership_one_lead",
            ),
            models.UniqueConstraint(
                fields=["clinic"],
                condition=models.Q(lead_offered_at__isnull=False),
                name="clinics_membership_one_offer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} speaks for {self.clinic_id}"


class InvitationQuerySet(models.QuerySet):
    """Which invitations."""

    def live(self, *, at: dt.datetime) -> "InvitationQuerySet":
        """Invitations that can still be accepted at that moment."""
        return self.filter(used_at=None, expires_at__gt=at)

    def to(self, user: User) -> "InvitationQuerySet":
        """Invitations to an address that this person has confirmed."""
        addresses = EmailAddress.objects.filter(user=user.pk, verified=True)
        return self.annotate(to_lower=Lower("email")).filter(
            to_lower__in=addresses.values_list(Lower("email"), flat=True)
        )


class Invitation(models.Model):
    """An admin asks a colleague, by e-mail, to speak for the clinic too."""

    clinic = models.ForeignKey(
        "clinics.Clinic", on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation to {self.clinic_id}"
