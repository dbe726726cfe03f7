"""Notices: what a person reads on their page, and in a daily mail."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinics.accounts.models import User
from clinics.languages import language_of_link


class NoticeQuerySet(models.QuerySet):
    """Which notices."""

    def unseen(self) -> "NoticeQuerySet":
        """Notices that the person has not read."""
        return self.filter(seen_at=None)

    def to_mail(self) -> "NoticeQuerySet":
        """Notices that wait for the daily digest, oldest first."""
        return self.unseen().filter(mailed_at=None, is_urgent=False).order_by("at", "pk")

    def to_mail_at_once(self) -> "NoticeQuerySet":
        """Urgent notices whose mail was not sent yet and can be sent, oldest first."""
        reached = User.objects.filter(is_active=True, emailaddress__verified=True).values("pk")
        waiting = self.unseen().filter(mailed_at=None, is_urgent=True)
        return waiting.filter(user__in=reached).order_by("at", "pk")


class Notice(models.Model):
    """Something a person is told about a clinic they speak for or a request they made.

    `about` names what it is about: a person gets one notice for each name. Blank means no limit.
    An urgent notice has a mail of its own, which also says the `details`; the digest leaves it out.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    clinic = models.ForeignKey(
        "clinics.Clinic", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    words = models.CharField(max_length=500)
    details = models.TextField(blank=True, default="", db_default="")
    is_urgent = models.BooleanField(default=False, db_default=False)
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

    @property
    def language(self) -> str:
        """The language that it was written in: that of the page it leads to."""
        return language_of_link(self.path)
