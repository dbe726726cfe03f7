"""Claims: a person asks to speak for a clinic, with proof, and a moderator decides."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import Decided, User
from clinics.memberships.models import Membership
from clinics.reasons import WithReason


class ClaimRefused(Exception):
    """Something about a claim cannot be done; the text is for the person."""


class ClaimQuerySet(models.QuerySet):
    """Which claims."""

    def pending(self) -> "ClaimQuerySet":
        """Claims that wait for a moderator, oldest first."""
        return self.filter(decision="", asked_at__isnull=False).order_by("asked_at", "pk")

    def open(self) -> "ClaimQuerySet":
        """Claims that are not decided, also those whose proof is still missing."""
        return self.filter(decision="")

    def objections(self) -> "ClaimQuerySet":
        """Objections to who speaks for a clinic."""
        return self.filter(method=Claim.Method.OBJECTION)

    def with_membership(self) -> "ClaimQuerySet":
        """Claims that know whether the person speaks for the clinic now (`speaks_now`)."""
        own = Membership.objects.filter(
            user=models.OuterRef("user"), clinic=models.OuterRef("clinic")
        )
        return self.annotate(speaks_now=models.Exists(own))


class Claim(WithReason, Decided):
    """A person asks to speak for a clinic. A moderator sees the claim once the proof is there.

    `asked_at` is when the claim reached the desk: after the code was typed, or at once for
    documents and phone calls. For a call, a moderator makes the code and reads it out by phone.
    `proved_at` is when the code was typed. A claim on a clinic that has admins is a dispute, and
    the admins get a notice. `answers` is the earlier claim whose question this one answers.
    Whoever speaks for a clinic, or did until somebody ended it, can object to who speaks for it: an
    objection is a claim that needs no other proof.
    """

    class Reason(models.TextChoices):
        """Why a claim is rejected or sent back."""

        NOT_SHOWN = "not-shown", _("The proof does not show that you speak for this clinic")
        UNREADABLE = "unreadable", _("We could not read a document")
        NOBODY_ANSWERED = "nobody-answered", _("Nobody answered on the phone number of the listing")
        CLINIC_SAYS_NO = "clinic-says-no", _("The clinic told us that you do not speak for it")
        CONTACT_CHANGED = (
            "contact-changed",
            _("The contact details of the listing changed recently"),
        )
        OTHER = "other", _("Another reason")

    class Method(models.TextChoices):
        """How the person proves that they belong to the clinic."""

        DOMAIN_EMAIL = "domain-email", _("a code sent to an address on the clinic’s own website")
        LISTED_EMAIL = "listed-email", _("a code sent to the e-mail address on the listing")
        LISTED_PHONE = "listed-phone", _("a code read out on the phone number on the listing")
        DOCUMENTS = "documents", _("documents")
        OBJECTION = "objection", _("an objection by somebody who speaks or spoke for the clinic")

    class Decision(models.TextChoices):
        """How the claim ended."""

        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        ASKED_BACK = "asked-back", _("sent back with a question")
        WITHDRAWN = "withdrawn", _("withdrawn")

    clinic = models.ForeignKey("clinics.Clinic", on_delete=models.CASCADE, related_name="claims")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="claims")
    method = models.CharField(max_length=16, choices=Method)
    address = models.CharField(max_length=254, blank=True)
    statement = models.TextField(max_length=2000, blank=True)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_by"
    )
    is_dispute = models.BooleanField(default=False)
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    words = models.TextField(max_length=2000, blank=True)

    speaks_now = False
    """Whether the person speaks for the clinic now, in rows of `with_membership`."""

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "user"], condition=Q(decision=""), name="clinics_claim_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="clinics_claim_decided_whole",
            ),
        ]
        indexes = [models.Index(fields=["decision", "asked_at"], name="clinics_claim_waiting")]

    @property
    def is_objection(self) -> bool:
        """Whether it objects to who speaks for the clinic."""
        return self.method == self.Method.OBJECTION

    def __str__(self) -> str:
        return f"claim {self.pk} on clinic {self.clinic_id}"


class ClaimDocument(models.Model):
    """A document handed in with a claim. Its file is stored outside the web root."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="documents")
    file = models.FileField(upload_to="claims/", max_length=200)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"document {self.pk} of claim {self.claim_id}"
