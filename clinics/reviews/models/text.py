"""What a clinic itself writes beside its reviews: replies, and its own success stories."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import Decided, User
from clinics.listing.models import Clinic
from clinics.reasons import WithReason
from clinics.reviews.models import Review


class AskedQuerySet(models.QuerySet):
    """Which of a clinic's own texts."""

    def waiting(self) -> AskedQuerySet:
        """Those that wait for a moderator, oldest first."""
        return self.filter(decision="").order_by("asked_at", "pk")

    def published(self) -> AskedQuerySet:
        """Those that everybody reads, newest first."""
        return self.filter(decision=ClinicText.Decision.PUBLISHED).order_by("-decided_at", "-pk")


class ClinicText(WithReason, Decided):
    """Something a clinic writes that a moderator reads before anybody else does."""

    class Reason(models.TextChoices):
        """Why a reply or a story is refused."""

        PATIENT = "patient", _("It says or denies that somebody was a patient")
        ABOUT_A_PERSON = "about-a-person", _("It speaks of a person who can be told apart")
        PROMISE = "promise", _("It promises an outcome")
        OFF_TOPIC = "off-topic", _("It does not say how the clinic works")
        INSULT = "insult", _("It insults somebody")
        LINKS = "links", _("It holds links, phone numbers or offers")

    class Decision(models.TextChoices):
        """What became of it."""

        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn by the clinic")

    words = models.TextField(max_length=2000, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    reason = models.CharField(max_length=20, blank=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        abstract = True


class ReplyQuerySet(AskedQuerySet):
    """Which replies."""

    def waiting(self) -> AskedQuerySet:
        """Those that wait for a moderator: none whose review is off the page meanwhile."""
        return super().waiting().filter(review__status=Review.Status.PUBLISHED)


class Reply(ClinicText):
    """The clinic's one answer to a review: sentences of a template, and what it changed."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="replies")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="replies")
    sentences = ArrayField(models.CharField(max_length=20))

    objects: ClassVar = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "replies"
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(decision__in=["", "published"]),
                name="clinics_reply_one_a_review",
            ),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk} to review {self.review_id}"


class Story(ClinicText):
    """A success story: the clinic's own advertising, shown as that and counted nowhere."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="stories")
    title = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.title
