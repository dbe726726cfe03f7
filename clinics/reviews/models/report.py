"""Reports that an answer is wrong, and the hashed networks that are kept for a day."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import User
from clinics.languages import DEFAULT, Language
from clinics.listing.models import Clinic

SAME_NETWORK = "same-network"
"""The flag of a review or a report whose network sent another like it within a day."""

DISTRESS = "distress"
"""The flag of a report that speaks of suicide or self-harm. Only moderators read it."""

BY_MODERATOR = "moderator"
"""The flag of a report that a moderator made: they dispute the answer."""

LOOK = dt.timedelta(days=30)
"""How long a report that the clinic closed waits for a moderator to look at it."""


class ReportQuerySet(models.QuerySet):
    """Sets of reports that have a name; each is ordered. Some depend on the moment `at` (now)."""

    def open(self) -> ReportQuerySet:
        """Reports that nobody has resolved, oldest first."""
        return self.filter(resolution="").order_by("at", "pk")

    def waiting(self) -> ReportQuerySet:
        """Open reports that the clinic reads too."""
        return self.open().exclude(flags__contains=[DISTRESS])

    def for_moderators(self, *, at: dt.datetime | None = None) -> ReportQuerySet:
        """Reports that wait for a moderator: open, or closed by the clinic less than LOOK ago."""
        rows = self.filter(Q(resolution="") | _closed_by_clinic(at)).order_by("at", "pk")
        return rows.exclude(flags__contains=[DISTRESS])

    def decided(self, *, at: dt.datetime | None = None) -> ReportQuerySet:
        """Closed reports that wait for nobody any more, newest last."""
        closed = self.exclude(resolution="").exclude(_closed_by_clinic(at))
        return closed.order_by("resolved_at", "pk")

    def in_distress(self) -> ReportQuerySet:
        """Open reports that speak of suicide or self-harm; the clinic does not read them."""
        return self.open().filter(flags__contains=[DISTRESS])

    def disputing(self, *, at: dt.datetime | None = None) -> ReportQuerySet:
        """Reports against an answer that no moderator has decided: open ones, and those that the
        clinic alone closed with “the answer is right” less than LOOK ago.
        """
        stands = _closed_by_clinic(at) & Q(resolution=Report.Resolution.STANDS)
        return self.filter(Q(resolution="") | stands).order_by("at", "pk")

    def counted(self, *, at: dt.datetime | None = None) -> ReportQuerySet:
        """Reports as the public counts them: one a day for each network and answer.

        What could not be found out stays in doubt: it counts until the answer changes.
        """
        unclear = self.filter(resolution=Report.Resolution.UNCLEAR)
        return (self.disputing(at=at) | unclear).exclude(flags__contains=[SAME_NETWORK])


def _closed_by_clinic(at: dt.datetime | None) -> Q:
    """Closed by the clinic less than LOOK before `at` (now): a moderator has yet to look."""
    return Q(closed_by_clinic=True, resolved_at__gt=(at or timezone.now()) - LOOK)


class Report(models.Model):
    """Somebody says that an answer of a listing is wrong.

    `code` names the answer. `answer` is what the listing said then (see `stated_answer`); None in
    reports from before it was kept. `sealed` is the reporter's encrypted e-mail address, if they
    gave one; they are told in `language`. `closed_by_clinic`: somebody who speaks for the clinic
    closed it, no moderator yet.
    """

    MAX_CHARACTERS = 1000
    MAX_NOTE = 500

    class Resolution(models.TextChoices):
        """How a report ended; '' while it is open."""

        CORRECTED = "corrected", _("the listing was corrected")
        STANDS = "stands", _("the answer is right")
        UNCLEAR = "unclear", _("it could not be found out")

    class Again(models.TextChoices):
        """Why a report is opened again. Codes only: free text would stay in the trail forever."""

        SAME_ANSWER = "same-answer", _("The listing still says what was reported")
        MISTAKE = "mistake", _("The decision was a mistake")
        NEWS = "news", _("Something new was found out")

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="reports")
    code = models.CharField(max_length=64)
    answer = models.JSONField(null=True, blank=True, editable=False)
    words = models.TextField(max_length=MAX_CHARACTERS)
    at = models.DateTimeField(default=timezone.now, editable=False)
    language = models.CharField(max_length=5, choices=Language, default=DEFAULT, db_default=DEFAULT)
    sealed = models.BinaryField(default=b"", blank=True)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    resolution = models.CharField(max_length=10, choices=Resolution, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_by_clinic = models.BooleanField(default=False, db_default=False)
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
            models.CheckConstraint(
                condition=~Q(closed_by_clinic=True, resolution=""),
                name="clinics_report_open_is_not_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} on {self.code}"

    @property
    def is_distress(self) -> bool:
        """Whether it speaks of suicide or self-harm."""
        return DISTRESS in self.flags

    @property
    def waits_until(self) -> dt.datetime | None:
        """Until when it waits for a moderator although the clinic closed it; None: it does not."""
        until = self.resolved_at + LOOK if self.resolved_at and self.closed_by_clinic else None
        return until if until and until > timezone.now() else None


class Salt(models.Model):
    """One day's random salt. Once it is deleted, nobody can find the network of a trace."""

    day = models.DateField(primary_key=True)
    value = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.day}"


class Trace(models.Model):
    """The hashed network of a sender, with what was sent; kept for 24 hours.

    `network` is a salted hash, never an address. `about` is the code that was reported, or
    `review` and a key, or `suggestion` and a kind. `clinic` is None for a clinic that is missing.
    """

    network = models.CharField(max_length=64)
    clinic = models.ForeignKey(Clinic, null=True, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["network", "at"], name="clinics_trace_of_a_network")]

    def __str__(self) -> str:
        return f"trace {self.pk}"
