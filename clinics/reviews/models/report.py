"""Reports that an answer is wrong, and the hashed networks that are kept for a day."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import User
from clinics.listing.models import Clinic

SAME_NETWORK = "same-network"
"""The flag of a review or a report whose network sent another like it within a day."""

DISTRESS = "distress"
"""The flag of a report that speaks of suicide or self-harm. Only moderators read it."""


class ReportQuerySet(models.QuerySet):
    """Sets of reports that have a name; each is ordered."""

    def open(self) -> ReportQuerySet:
        """Reports that nobody has resolved, oldest first."""
        return self.filter(resolution="").order_by("at", "pk")

    def waiting(self) -> ReportQuerySet:
        """Open reports that the clinic reads too."""
        return self.open().exclude(flags__contains=[DISTRESS])

    def in_distress(self) -> ReportQuerySet:
        """Open reports that speak of suicide or self-harm; the clinic does not read them."""
        return self.open().filter(flags__contains=[DISTRESS])

    def counted(self) -> ReportQuerySet:
        """Open reports as the public counts them: one a day for each network and answer."""
        return self.open().exclude(flags__contains=[SAME_NETWORK])


class Report(models.Model):
    """Somebody says that an answer of a listing is wrong.

    `code` names the answer. `sealed` is the reporter's encrypted e-mail address, if they gave one.
    """

    MAX_CHARACTERS = 1000
    MAX_NOTE = 500

    class Resolution(models.TextChoices):
        """How a report ended; '' while it is open."""

        CORRECTED = "corrected", _("the listing was corrected")
        STANDS = "stands", _("the answer is right")
        UNCLEAR = "unclear", _("it could not be found out")

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="reports")
    code = models.CharField(max_length=64)
    words = models.TextField(max_length=MAX_CHARACTERS)
    at = models.DateTimeField(default=timezone.now, editable=False)
    sealed = models.BinaryField(default=b"", blank=True)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    resolution = models.CharField(max_length=10, choices=Resolution, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=MAX_NOTE, blank=True)

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
    """One day's random salt. Once it is deleted, nobody can find the network of a trace."""

    day = models.DateField(primary_key=True)
    value = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.day}"


class Trace(models.Model):
    """The hashed network of a sender, with what was sent; kept for 24 hours.

    `network` is a salted hash, never an address. `about` is the code that was reported, or
    `review` and a key.
    """

    network = models.CharField(max_length=64)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["network", "at"], name="clinics_trace_of_a_network")]

    def __str__(self) -> str:
        return f"trace {self.pk}"
