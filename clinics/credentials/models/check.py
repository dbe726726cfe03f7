"""Every check of a credential, and the cases in which one waits for a moderator."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import Decided, User
from clinics.audit.only_grows import only_grows
from clinics.credentials.models.credential import Credential
from clinics.listing.models import Clinic
from clinics.spoken import in_english


class Check(models.Model):
    """One look at one credential: what was compared with what, when, and with what outcome.

    Modeled on FHIR's VerificationResult. Rows are only ever added. `compared` is a list of
    {"what", "claimed", "found", "agrees": true | false | null}. `register_as_of` is the date of
    the register's file. `valid_until` (inclusive) is set if and only if the outcome is confirmed.
    A refusal may have no `method`: then nobody looked anything up.
    """

    class Method(models.TextChoices):
        """How the credential was checked."""

        REGISTER = "register", _("compared with a public register")
        BOARD = "board", _("looked up at the board that issues it")
        DOCUMENT = "document", _("document seen by a moderator")
        PUBLIC_LIST = "public-list", _("looked up on the issuer’s public list")
        DATE = "date", _("expiry date")

    class Outcome(models.TextChoices):
        """The result of the check."""

        CONFIRMED = "confirmed", _("confirmed")
        AGREES = "agrees", _("the register agrees")
        DIFFERS = "differs", _("the register says otherwise")
        NOT_FOUND = "not-found", _("not in the register")
        POSSIBLE = "possible", _("possible match: a moderator decides")
        MATCH = "match", _("a match")
        EXCLUDED = "excluded", _("on the exclusion list")
        EXPIRED = "expired", _("expired")
        UNCONFIRMED = "unconfirmed", _("could not be confirmed")
        REFUSED = "refused", _("refused")

    credential = models.ForeignKey(
        "clinics.Credential", on_delete=models.PROTECT, related_name="checks"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=12, choices=Method, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome)
    source = models.CharField(max_length=120)
    source_url = models.URLField(max_length=500, blank=True)
    register_as_of = models.DateField(null=True, blank=True)
    compared = models.JSONField(default=list, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["credential", "-at"], name="clinics_check_of_credential")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="confirmed", valid_until__isnull=False)
                | (~Q(outcome="confirmed") & Q(valid_until=None)),
                name="clinics_check_confirms_until",
            ),
        ]
        triggers = only_grows()

    def __str__(self) -> str:
        return f"{self.outcome} ({self.credential_id}, {self.at:%Y-%m-%d})"

    @property
    def goes_against_register(self) -> bool:
        """Whether a register denies what this check confirms.

        It said *No* to something, or its exclusion list has this very NPI.
        """
        return self.outcome == self.Outcome.CONFIRMED and any(
            row["agrees"] is (row["what"] == "exclusion") for row in self.compared
        )

    @property
    def how(self) -> str:
        """How it was checked, in words. What goes against a register never names it as the proof;
        decisions from before that rule are still there.
        """
        if self.method == self.Method.REGISTER and self.goes_against_register:
            return gettext("decided by a moderator, against a register")
        return self.get_method_display()

    @property
    def source_said(self) -> str:
        """The source in the language of now; '' if it only repeats the method.

        It is kept in English: of a register its name and that of its file.
        """
        if self.method and self.source == in_english(self.Method(self.method).label):
            return ""
        register, comma, file = self.source.rpartition(", ")
        if self.register_as_of is None or not register:
            return self.source
        return f"{gettext(register)}{comma}{file}"


class CredentialCaseQuerySet(models.QuerySet):
    """Cases by what happened to them."""

    def waiting(self) -> CredentialCaseQuerySet:
        """Cases that wait for a moderator, oldest first."""
        return self.filter(decided_at=None).order_by("opened_at", "pk")

    def of_holder(self, credential: Credential) -> CredentialCaseQuerySet:
        """Cases of the person who holds a credential, or of the clinic itself."""
        holder = credential.clinician_id
        return self.filter(clinic=credential.clinic_id, credential__clinician=holder)

    def foremost(self) -> CredentialCaseQuerySet:
        """Of each holder the case that waits longest: it stands for all that wait with it."""
        holders = CredentialCase.objects.filter(decided_at=None).order_by(
            "clinic", "credential__clinician", "opened_at", "pk"
        )
        first = holders.distinct("clinic", "credential__clinician")
        return self.waiting().filter(pk__in=first.values("pk"))


class CredentialCase(Decided):
    """A credential that waits for a moderator: newly claimed, or the register's answer changed.

    `expires_on` is the new expiry that a renewal asks for; until a moderator decides, the
    credential keeps its old one. If `decided_at` is set and `decided_by` is empty, the clinic took
    the credential back.
    """

    class Why(models.TextChoices):
        """Why the credential waits."""

        CLAIMED = "claimed", _("newly claimed")
        RENEWED = "renewed", _("renewed by the clinic")
        REGISTER = "register", _("the register’s answer changed")
        EXCLUSION = "exclusion", _("possible or certain exclusion")

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="credential_cases")
    credential = models.ForeignKey(
        "clinics.Credential", on_delete=models.CASCADE, related_name="cases"
    )
    why = models.CharField(max_length=10, choices=Why)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decision = models.ForeignKey(
        Check, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(max_length=2000, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    objects = CredentialCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credential"],
                condition=Q(decided_at=None),
                name="clinics_credentialcase_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["decided_at", "opened_at"], name="clinics_credentialcase_wait")
        ]

    def __str__(self) -> str:
        return f"case {self.pk} on credential {self.credential_id}"
