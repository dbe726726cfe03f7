"""Reports that a fact is wrong, and what is kept for a day against abuse."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import User
from clinics.listing.models import Clinic

SAME_NETWORK = "same-network"
"""The flag of a report that came from a network which had reported the same within a day."""


DISTRESS = "distress"
"""The flag of a report that speaks of suicide or self-harm: moderators alone read it."""


class ReportQuerySet(models.QuerySet):
    """Which reports."""

    def open(self) -> ReportQuerySet:
        """Those that nobody resolved, oldest first."""
        return self.filter(resolution="").order_by("at", "pk")

    def waiting(self) -> ReportQuerySet:
        """The open ones that the clinic reads too."""
        return self.open().exclude(flags__contains=[DISTRESS])

    def in_distress(self) -> ReportQuerySet:
        """The open ones that speak of suicide or self-harm."""
        return self.open().filter(flags__contains=[DISTRESS])

    def counted(self) -> ReportQuerySet:
        """The open ones of which each network counts once a day."""
        return self.open().exclude(flags__contains=[SAME_NETWORK])


class Report(models.Model):
    """Somebody says that a fact of a listing is wrong. `sealed`: their address, if they left it."""

    class Resolution(models.TextChoices):
        """How it ended."""

        CORRECTED = "corrected", _("the listing was corrected")
        STANDS = "stands", _("the answer stands")
        UNCLEAR = "unclear", _("it could not be told")

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="reports")
    code = models.CharField(max_length=64)
    words = models.TextField(max_length=1000)
    at = models.DateTimeField(default=timezone.now, editable=False)
    sealed = models.BinaryField(default=b"", blank=True)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    resolution = models.CharField(max_length=10, choices=Resolution, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["clinic", "code"], condition=Q(resolution=""), name="clinics_report_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolution="", resolved_at=None)
                | (~Q(resolution="") & Q(resolved_at__isnull=False)),
                name="clinics_report_resolved_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} on {self.code}"

    @property
    def is_distress(self) -> bool:
        """Whether it speaks of suicide or self-harm."""
        return DISTRESS in self.flags


class Salt(models.Model):
    """One day's random salt: with it gone, nobody can say whose network a trace was."""

    day = models.DateField(primary_key=True)
    value = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.day}"


class Trace(models.Model):
    """That something came from some network within the last 24 hours: a salted hash, no address."""

    network = models.CharField(max_length=64)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["network", "at"], name="clinics_trace_of_a_network")]

    def __str__(self) -> str:
        return f"trace {self.pk}"
