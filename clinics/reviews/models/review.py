"""What patients say of a clinic's process, apart from who they are and from how they mark it.

Three tables, so that no code has to be trusted: `Review` is what a moderator reads and decides,
`Mark` holds the overall mark and the structured answers, which no deciding code ever receives,
and `Address` the e-mail address, encrypted. All of them go when the writer erases the review.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import Decided
from clinics.listing.models import Clinic
from clinics.reasons import WithReason


class ReviewRefused(Exception):
    """Something about a review, a reply or a report cannot be done; the text is for the person."""


class ReviewQuerySet(models.QuerySet):
    """Which reviews; lists end in `pk`."""

    def published(self) -> ReviewQuerySet:
        """Those that everybody reads, newest first."""
        return self.filter(status=Review.Status.PUBLISHED).order_by("-published_on", "-pk")

    def waiting(self) -> ReviewQuerySet:
        """Those that wait for a moderator, oldest first; the ones in distress are elsewhere."""
        return self.filter(status=Review.Status.WAITING, is_distress=False).order_by(
            "asked_at", "pk"
        )

    def in_distress(self) -> ReviewQuerySet:
        """Those that wait and speak of suicide or self-harm, oldest first."""
        return self.filter(status=Review.Status.WAITING, is_distress=True).order_by(
            "asked_at", "pk"
        )


class Review(WithReason, Decided):
    """A review without its marks: the month, the relation, the words, and what became of it.

    `words` are the writer's, `shown_words` those with names and other people's health masked.
    """

    class Reason(models.TextChoices):
        """Why a review is withheld. None speaks of the mark, and all are public."""

        NOT_PROCESS = "not-process", _("It is not about how the clinic works")
        NOT_THIS_CLINIC = "not-this-clinic", _("It is about another clinic, or not about a visit")
        NAMES_SOMEBODY = (
            "names-somebody",
            _("It is about a person, and masking the name does not cure it"),
        )
        HEALTH_OF_OTHERS = "health-of-others", _("It tells of somebody else’s health throughout")
        ADVERTISING = "advertising", _("It is advertising or link spam")
        INSULT_OR_THREAT = "insult-or-threat", _("It insults or threatens somebody")
        WRITTEN_BY_CLINIC = (
            "written-by-clinic",
            _("It was written for a clinic, not by who went there"),
        )
        DUPLICATE = "duplicate", _("It repeats another review")
        UNREADABLE = "unreadable", _("It cannot be understood")

    class Again(models.TextChoices):
        """Why a decision is taken anew. A code: free words would stay in the trail for ever."""

        MISTAKE = "mistake", _("The decision was a mistake")
        NAMED_PERSON = "named-person", _("Somebody who is named asked for it")
        CLINIC_ASKED = "clinic-asked", _("The clinic asked for it, with grounds")
        WRITER_ASKED = "writer-asked", _("The writer asked for it")
        ABUSE_FOUND = "abuse-found", _("Signs of abuse came up afterwards")

    class Relation(models.TextChoices):
        """Who writes."""

        PATIENT = "patient", _("I was the patient")
        COMPANION = "companion", _("I went along with the patient")
        FAMILY = "family", _("I am family of the patient")

    class Status(models.TextChoices):
        """What became of it."""

        UNCONFIRMED = "unconfirmed", _("the link was not followed yet")
        WAITING = "waiting", _("waits for a moderator")
        PUBLISHED = "published", _("published")
        WITHHELD = "withheld", _("withheld")
        WITHDRAWN = "withdrawn", _("withdrawn by its writer")

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="reviews")
    status = models.CharField(max_length=12, choices=Status, default=Status.UNCONFIRMED)
    relation = models.CharField(max_length=12, choices=Relation)
    visit_month = models.DateField()
    words = models.TextField(max_length=3000, blank=True)
    shown_words = models.TextField(max_length=3000, blank=True)
    written_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    is_distress = models.BooleanField(default=False)
    reason = models.CharField(max_length=20, blank=True)
    published_on = models.DateField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "status"], name="clinics_review_of_a_clinic"),
            models.Index(fields=["status", "asked_at"], name="clinics_review_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(visit_month__day=1), name="clinics_review_month_not_day"
            ),
            models.CheckConstraint(
                condition=Q(status="published", published_on__isnull=False)
                | (~Q(status="published") & Q(published_on=None)),
                name="clinics_review_published_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status="withheld") | ~Q(reason=""),
                name="clinics_review_withheld_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk} of clinic {self.clinic_id}"


class Mark(models.Model):
    """How the writer marks it: overall 1–5 and yes / no / does not apply by question code."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="mark")
    overall = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(overall__range=(1, 5)), name="clinics_mark_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"mark of review {self.review_id}"


class Address(models.Model):
    """The writer's e-mail address, encrypted; `lookup` is a keyed hash of it."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="address")
    sealed = models.BinaryField()
    lookup = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["lookup"], name="clinics_address_lookup")]
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return f"address of review {self.review_id}"


class Link(models.Model):
    """A link that was mailed: to confirm once within 24 hours, or to keep one's review."""

    class Purpose(models.TextChoices):
        """What it is for."""

        CONFIRM = "confirm", _("confirm the address")
        KEEP = "keep", _("edit, withdraw or erase")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=8, choices=Purpose)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link of review {self.review_id}"
