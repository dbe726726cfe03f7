"""Copies of public registers, as their files have them, and which files were loaded."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Register(models.TextChoices):
    """A public register that is copied here."""

    NPPES = "nppes", _("NPPES, the national register of NPI numbers")
    LEIE = "leie", _("LEIE, the federal exclusion list")


FICTITIOUS = "fictitious_"
"""How the names of the demo's register files begin: any real file takes their place."""


class RegisterFileQuerySet(models.QuerySet):
    """Which files."""

    def real(self) -> RegisterFileQuerySet:
        """Those that are not the demo's."""
        return self.exclude(name__startswith=FICTITIOUS)

    def newest(self, register: str) -> RegisterFile | None:
        """The file of a register that reaches furthest; None when none was loaded."""
        return self.filter(register=register).order_by("-as_of", "-pk").first()  # type: ignore[return-value]


class RegisterFile(models.Model):
    """A file that was loaded whole: which register, what it covers, how much went in.

    `written_at`: when the file itself was last written, by its folder.
    """

    class Kind(models.TextChoices):
        """Whether it replaces the register or updates it."""

        FULL = "full", _("full")
        WEEKLY = "weekly", _("weekly update")

    register = models.CharField(max_length=8, choices=Register)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=200)
    as_of = models.DateField()
    rows = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(null=True)
    loaded_at = models.DateTimeField(auto_now_add=True)

    objects = RegisterFileQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["register", "-as_of"], name="clinics_registerfile_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(register__in=Register.values),
                name="clinics_registerfile_known_register",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.name}"


class NppesProvider(models.Model):
    """One NPI of the NPPES dissemination file: what its holder wrote there, nothing more.

    `other_organization_type` is CMS's digit: 3 doing business as, 4 a former name, 5 another name.
    `taxonomies` begin with the primary one; `licences` are "ST NUMBER", in the file's order. A
    deactivated NPI carries little but its number and date.
    """

    npi = models.BigIntegerField(primary_key=True)
    entity_type = models.PositiveSmallIntegerField(null=True)
    replacement_npi = models.BigIntegerField(null=True)
    organization_name = models.TextField(blank=True)
    other_organization_name = models.TextField(blank=True)
    other_organization_type = models.TextField(blank=True, db_default="")
    last_name = models.TextField(blank=True)
    first_name = models.TextField(blank=True)
    credential_text = models.TextField(blank=True)
    street = models.TextField(blank=True)
    street2 = models.TextField(blank=True)
    city = models.TextField(blank=True)
    state = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    country = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    updated_on = models.DateField(null=True)
    deactivated_on = models.DateField(null=True)
    reactivated_on = models.DateField(null=True)
    taxonomies = ArrayField(models.TextField())
    licences = ArrayField(models.TextField())

    def __str__(self) -> str:
        return str(self.npi)

    @property
    def is_active(self) -> bool:
        """Whether the number is in use: never deactivated, or reactivated since."""
        if self.deactivated_on is None:
            return True
        return self.reactivated_on is not None and self.reactivated_on >= self.deactivated_on


class ExclusionQuerySet(models.QuerySet):
    """Which exclusions."""

    def in_force(self) -> ExclusionQuerySet:
        """Those whose person or business was not reinstated since."""
        return self.filter(Q(reinstated_on=None) | Q(reinstated_on__lt=models.F("excluded_on")))


class Exclusion(models.Model):
    """One row of OIG's `UPDATED.csv`. Dates of birth are read past and stored nowhere."""

    last_name = models.TextField(blank=True)
    first_name = models.TextField(blank=True)
    middle_name = models.TextField(blank=True)
    business_name = models.TextField(blank=True)
    general = models.TextField(blank=True)
    specialty = models.TextField(blank=True)
    upin = models.TextField(blank=True)
    npi = models.BigIntegerField(null=True)
    city = models.TextField(blank=True)
    state = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    exclusion_type = models.TextField(blank=True)
    excluded_on = models.DateField()
    reinstated_on = models.DateField(null=True)
    waived_on = models.DateField(null=True)
    waiver_state = models.TextField(blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["npi"], condition=Q(npi__isnull=False), name="clinics_exclusion_by_npi"
            ),
            models.Index(fields=["last_name", "state"], name="clinics_exclusion_by_name"),
            models.Index(
                fields=["business_name"],
                condition=~Q(business_name=""),
                name="clinics_exclusion_by_business",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business_name or self.last_name}, {self.state}"
