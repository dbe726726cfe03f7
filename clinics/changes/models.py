"""Proposals: what a clinic asks to have changed, and what a moderator decided, fact by fact."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import Decided, User
from clinics.listing.models import Clinic
from clinics.reasons import WithReason


class ProposedChangeQuerySet(models.QuerySet):
    """Proposals by what happened to them."""

    def pending(self) -> "ProposedChangeQuerySet":
        """Proposals that wait for a moderator, oldest first."""
        return self.filter(closed_as="").order_by("proposed_at", "pk")

    def published_at_once(self) -> "ProposedChangeQuerySet":
        """Edits published without a moderator and not reverted since, newest first."""
        found = self.filter(closed_as=ProposedChange.Closed.AT_ONCE, reverted_by=None)
        return (
            found.select_related("proposed_by")
            .prefetch_related("items")
            .order_by("-closed_at", "-pk")
        )


class ProposedChange(models.Model):
    """An edit that a clinic sent. It is never changed: a newer one supersedes it.

    What needs no moderator is published at once, in a change of its own (`AT_ONCE`) whose items
    have no decision. A change that `reverts` another was made by a moderator: it restores what
    the other replaced, or it waits so that rejected items are decided again.
    """

    class Closed(models.TextChoices):
        """How it ended."""

        DECIDED = "decided", _("decided")
        WITHDRAWN = "withdrawn", _("withdrawn by the clinic")
        SUPERSEDED = "superseded", _("replaced by a newer edit")
        AT_ONCE = "at-once", _("published at once by the clinic")

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="changes")
    proposed_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    note = models.TextField(max_length=2000, blank=True)
    closed_as = models.CharField(max_length=12, choices=Closed, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reverts = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reverted_by"
    )

    objects = ProposedChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic"], condition=Q(closed_as=""), name="clinics_change_one_pending"
            ),
            models.CheckConstraint(
                condition=Q(closed_as="", closed_at=None)
                | (~Q(closed_as="") & Q(closed_at__isnull=False)),
                name="clinics_change_closed_whole",
            ),
        ]
        indexes = [models.Index(fields=["closed_as", "proposed_at"], name="clinics_change_waiting")]

    def __str__(self) -> str:
        return f"change {self.pk} of clinic {self.clinic_id}"

    @property
    def asked(self) -> "ProposedChange":
        """The clinic's own proposal: this one, or the first in the chain of `reverts`."""
        return self.reverts.asked if self.reverts else self

    @property
    def asker(self) -> User | None:
        """Who asked for it originally."""
        return self.asked.proposed_by

    @property
    def is_undoing(self) -> bool:
        """Whether it restored what another change had replaced, and so never waited."""
        return self.reverts_id is not None and self.closed_at == self.proposed_at

    @property
    def published(self) -> "models.QuerySet[ProposedItem]":
        """The items that it made public: all if published at once, else the approved ones."""
        if self.closed_as == self.Closed.AT_ONCE:
            return self.items.all()
        return self.items.filter(decision=ProposedItem.Decision.APPROVED)

    @property
    def refused(self) -> "models.QuerySet[ProposedItem]":
        """The items that a moderator rejected or sent back."""
        decisions = ProposedItem.Decision
        return self.items.filter(decision__in=[decisions.REJECTED, decisions.ASKED_BACK])


class ProposedItem(WithReason, Decided):
    """One field or code of a proposal, before and after. Each is decided separately.

    `before` and `after` are plain JSON, as in the trail; null: not stated.
    """

    class Decision(models.TextChoices):
        """What the moderator decided."""

        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        ASKED_BACK = "asked-back", _("sent back with a question")

    class Reason(models.TextChoices):
        """Why an item is not approved."""

        EVIDENCE = "evidence", _("We could not find evidence for it")
        CONTRADICTS = "contradicts", _("A register or the clinic’s own website says otherwise")
        UNCLEAR = "unclear", _("We do not understand what is meant")
        ADVERTISING = "advertising", _("It is advertising or promises an outcome")
        WRONG_PLACE = "wrong-place", _("It belongs to another question")
        NOT_THIS_CLINIC = "not-this-clinic", _("It is about another clinic")
        OTHER = "other", _("Another reason, in words")

    change = models.ForeignKey(ProposedChange, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=64)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    words = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "code"], name="clinics_changeitem_once_a_code"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="clinics_changeitem_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of change {self.change_id}"


class EditDraft(models.Model):
    """What an admin has typed and not sent yet. Nobody else sees it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "clinic"], name="clinics_editdraft_one_a_person_and_clinic"
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.user_id} for clinic {self.clinic_id}"
