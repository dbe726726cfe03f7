"""Who treats patients at a clinic, and the credentials they hold."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import User
from clinics.checklist import CHECKLIST
from clinics.listing.models import Clinic, Stated
from clinics.word_index import indexed_words, only_letters_and_digits


class CredentialRefused(Exception):
    """A change of a clinician or credential is refused. The message is for the user."""


class ClinicianQuerySet(models.QuerySet):
    """Clinicians by whether they are still there."""

    def present(self) -> ClinicianQuerySet:
        """Clinicians who have not left, by name."""
        return self.filter(left_on=None).order_by("family_name", "given_name", "pk")


class Clinician(Stated):
    """A named person who treats or watches patients at one clinic. Who left keeps the row."""

    class Role(models.TextChoices):
        """What the person does at the clinic."""

        MEDICAL_DIRECTOR = "medical-director", _("medical director")
        PRESCRIBES = "prescribes", _("prescribes and supervises treatment")
        GIVES = "gives", _("gives the treatment")
        WATCHES = "watches", _("watches over patients")
        THERAPY = "therapy", _("talking therapy")

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="clinicians")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    profession = models.CharField(max_length=40)
    role = models.CharField(max_length=20, choices=Role)
    is_on_site = models.BooleanField(null=True, blank=True)
    supervises = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    left_on = models.DateField(null=True, blank=True)

    objects = ClinicianQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(given_name="") & ~Q(family_name=""), name="clinics_clinician_is_named"
            ),
            models.CheckConstraint(
                condition=Q(affirmed_on__gte=F("since")),
                name="clinics_clinician_affirmed_after_since",
            ),
        ]
        indexes = [
            GinIndex(indexed_words("given_name", "family_name"), name="clinics_clinician_words"),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def profession_label(self) -> str:
        """The label of the profession in the checklist."""
        return str(CHECKLIST.label(f"staff.{self.profession}"))


class CredentialQuerySet(models.QuerySet):
    """Credentials by what the public sees."""

    def shown(self) -> CredentialQuerySet:
        """Credentials that the public sees, whether confirmed or only stated."""
        return self.filter(standing=Credential.Standing.SHOWN)


class Credential(models.Model):
    """One thing that a person, or the clinic itself (no clinician), is said to hold.

    `current` is the check that counts now; its `valid_until` says whether it is still valid.
    `name` is the kind of license, the board, the accrediting body or the insurer. A DEA number is
    never stored: a moderator sees the certificate, and we keep its expiry.
    """

    class Kind(models.TextChoices):
        """The kind of credential."""

        NPI = "npi", _("NPI number")
        LICENCE = "licence", _("State license")
        BOARD = "board-certification", _("Board certification")
        ACLS = "acls", _("ACLS card (advanced life support)")
        BLS = "bls", _("BLS card (basic life support)")
        DEA = "dea", _("DEA certificate seen")
        REMS = "rems", _("REMS-certified setting (Spravato)")
        ACCREDITATION = "accreditation", _("Accreditation")
        MALPRACTICE = "malpractice", _("Malpractice cover")
        NOT_EXCLUDED = "not-excluded", _("Not on the federal exclusion list")

    class Standing(models.TextChoices):
        """Whether the public sees it. Its current `Check` says whether it is *confirmed*."""

        CLAIMED = "claimed", _("waits for a moderator")
        SHOWN = "shown", _("shown")
        REFUSED = "refused", _("not shown: a moderator refused it")
        WITHDRAWN = "withdrawn", _("withdrawn by the clinic")

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="credentials")
    clinician = models.ForeignKey(
        Clinician, null=True, blank=True, on_delete=models.CASCADE, related_name="credentials"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=2, blank=True)
    number = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    stated_on = models.DateField()
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.CLAIMED)
    current = models.ForeignKey(
        "clinics.Check", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CredentialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="dea") | Q(number=""), name="clinics_credential_no_dea_number"
            ),
            models.CheckConstraint(
                condition=~Q(kind="licence") | (~Q(state="") & ~Q(number="")),
                name="clinics_credential_licence_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="npi") | Q(number__regex=r"^\d{10}$"),
                name="clinics_credential_npi_ten_digits",
            ),
            models.UniqueConstraint(
                fields=["clinic", "clinician", "kind", "state", "number", "name"],
                condition=Q(standing__in=["claimed", "shown"]),
                nulls_distinct=False,
                name="clinics_credential_once",
            ),
        ]
        indexes = [
            models.Index(
                only_letters_and_digits("number"),
                condition=~Q(number=""),
                name="clinics_credential_by_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number or self.name}".strip()


class Evidence(models.Model):
    """A document that supports a credential. Its row and hash outlive the file."""

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="evidence")
    file = models.FileField(upload_to="evidence/", max_length=200, blank=True)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(file="", deleted_at__isnull=False) | (~Q(file="") & Q(deleted_at=None)),
                name="clinics_evidence_file_or_deleted",
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk} of credential {self.credential_id}"
