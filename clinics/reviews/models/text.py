"""What a clinic writes itself: replies to reviews, and success stories."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import Decided, User
from clinics.languages import DEFAULT, Language
from clinics.listing.models import Clinic
from clinics.reasons import WithReason
from clinics.reviews.models import Review


class AskedQuerySet(models.QuerySet):
    """Sets of a clinic's own texts that have a name; each is ordered."""

    def waiting(self) -> AskedQuerySet:
        """Texts that wait for a moderator, oldest first."""
        return self.filter(decision="").order_by("asked_at", "pk")

    def published(self) -> AskedQuerySet:
        """Texts on the public page, newest first."""
        return self.filter(decision=ClinicText.Decision.PUBLISHED).order_by("-decided_at", "-pk")


class ClinicText(WithReason, Decided):
    """Something a clinic writes. It is public only after a moderator has read it.

    `language` is that of the words, as their writer says.
    """

    MAX_CHARACTERS = 2000

    class Reason(models.TextChoices):
        """Why a reply or a story is refused."""

        PATIENT = "patient", _("It says or denies that somebody was a patient")
        ABOUT_A_PERSON = "about-a-person", _("It is about a person who can be recognized")
        PROMISE = "promise", _("It promises an outcome")
        OFF_TOPIC = "off-topic", _("It is not about how the clinic works")
        INSULT = "insult", _("It insults somebody")
        LINKS = "links", _("It contains links, phone numbers or offers")

    class Again(models.TextChoices):
        """Why it is decided again. Codes only: free text would stay in the trail forever."""

        MISTAKE = "mistake", _("The decision was a mistake")
        PERSON = "person", _("A person whom it is about asked for this")
        CLINIC_ASKED = "clinic-asked", _("The clinic asked for this and gave reasons")
        UNTRUE = "untrue", _("It turned out to be untrue")

    class Decision(models.TextChoices):
        """How the text ended; '' while it waits."""

        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn by the clinic")

    words = models.TextField(max_length=MAX_CHARACTERS, blank=True)
    language = models.CharField(max_length=5, choices=Language, default=DEFAULT, db_default=DEFAULT)
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
    """Sets of replies that have a name; each is ordered."""

    def waiting(self) -> AskedQuerySet:
        """Replies that wait for a moderator, and whose review is public now, oldest first."""
        return super().waiting().filter(review__status=Review.Status.PUBLISHED)


class Reply(ClinicText):
    """A clinic's reply to a review: ready sentences, and in its own words what it changed.

    `sentences` holds codes of `reply_sentences`. A review has at most one reply that waits or is
    public.
    """

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
    """A success story: the clinic's own advertising, labeled so. No figure counts it."""

    MAX_TITLE = 120

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="stories")
    title = models.CharField(max_length=MAX_TITLE)

    class Meta:
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.title
