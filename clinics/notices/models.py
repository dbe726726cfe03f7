"""Notices: what a person is told on their page, and by mail at most once a day."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinics.accounts.models import User


class NoticeQuerySet(models.QuerySet):
    """Which notices."""

    def unseen(self) -> "NoticeQuerySet":
        """Those the person has not looked at."""
        return self.filter(seen_at=None)

    def to_mail(self) -> "NoticeQuerySet":
        """Those that wait for the daily digest, oldest first."""
        return self.filter(mailed_at=None, seen_at=None).order_by("at", "pk")


class Notice(models.Model):
    """Something a person is told about a clinic they speak for or a request they made.

    A person is told once of what is named by `about`; blank: as often as it is said.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    clinic = models.ForeignKey(
        "clinics.Clinic", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    words = models.CharField(max_length=500)
    path = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="clinics_notice_of_a_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "about"], condition=~Q(about=""), name="clinics_notice_told_once"
            ),
        ]

    def __str__(self) -> str:
        return self.words
