"""Inquiries: what a moderator asks a clinic, with a day to answer by, and what it answers."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import Decided, User
from clinics.listing.models import Clinic


class InquiryQuerySet(models.QuerySet):
    """Which inquiries; each set is ordered."""

    def open(self) -> InquiryQuerySet:
        """Inquiries that the clinic can still answer, the soonest due first."""
        return self.filter(answered_at=None, decided_at=None).order_by("answer_by", "pk")

    def waiting(self, *, on: dt.date | None = None) -> InquiryQuerySet:
        """Inquiries that wait for a moderator: answered, or not answered by the day before `on`."""
        is_due = Q(answered_at__isnull=False) | Q(answer_by__lt=on or timezone.localdate())
        return self.filter(is_due, decided_at=None).order_by("asked_at", "pk")


class Inquiry(Decided):
    """A question to a clinic. A moderator closes it (`Decided`), with or without an answer.

    `answer_by` is the last day to answer. `mails` is how many mails went out. `answered_by` is
    None once that account is deleted.
    """

    MAX_CHARACTERS = 2000

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="inquiries")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    words = models.TextField(max_length=MAX_CHARACTERS)
    answer_by = models.DateField()
    mails = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(max_length=MAX_CHARACTERS, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "inquiries"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_at__gte=F("asked_at"))),
                name="clinics_inquiry_answered_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(decided_at=None), name="clinics_inquiry_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"inquiry {self.pk} to clinic {self.clinic_id}"

    @property
    def answerer(self) -> str:
        """Who answered, in words."""
        return self.answered_by.email if self.answered_by else _("a deleted account")
