"""Reviews: what a patient writes, kept apart from their mark and from their e-mail address.

There are three tables. A moderator reads and decides a `Review`. The code that decides never
receives its `Mark`, with the overall mark and the answers, so nothing is hidden for being bad.
`Address` holds the e-mail address, encrypted. Erasing the review deletes all three.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import Decided
from clinics.languages import DEFAULT, Language
from clinics.listing.models import Clinic
from clinics.reasons import WithReason


class ReviewRefused(Exception):
    """Something about a review, a reply or a report is refused; the message is for the person."""


class ReviewQuerySet(models.QuerySet):
    """Sets of reviews that have a name; each is ordered."""

    def published(self) -> ReviewQuerySet:
        """Reviews on the public page, newest first."""
        return self.filter(status=Review.Status.PUBLISHED).order_by("-published_on", "-pk")

    def waiting(self) -> ReviewQuerySet:
        """Reviews that wait for a moderator, oldest first, without those of `in_distress`."""
        return self.filter(status=Review.Status.WAITING, is_distress=False).order_by(
            "asked_at", "pk"
        )

    def in_distress(self) -> ReviewQuerySet:
        """Reviews that wait and speak of suicide or self-harm, oldest first."""
        return self.filter(status=Review.Status.WAITING, is_distress=True).order_by(
            "asked_at", "pk"
        )


class Review(WithReason, Decided):
    """A review without its mark: the month of the visit, who writes, the words, and its status.

    `words` are the writer's. `shown_words` is what the public reads: the same words with names
    and other people's health masked. `language` is that of the words, as the writer says. It was
    last rewritten on `rewritten_on`, and `rewrites` times on that day. `written_under` is the name
    of a listing that was merged into the clinic, where the review was written; '' for the clinic's
    own. `identity` tells it from a later review of the same key, after a restore.
    """

    MAX_CHARACTERS = 3000

    class Reason(models.TextChoices):
        """Why a review is withheld. No reason is about the mark, and all are public."""

        NOT_PROCESS = "not-process", _("It is not about how the clinic works")
        NOT_THIS_CLINIC = "not-this-clinic", _("It is about another clinic, or not about a visit")
        NAMES_SOMEBODY = (
            "names-somebody",
            _("It is about a person, even when the name is masked"),
        )
        HEALTH_OF_OTHERS = "health-of-others", _("Most of it is about somebody else’s health")
        ADVERTISING = "advertising", _("It is advertising or link spam")
        INSULT_OR_THREAT = "insult-or-threat", _("It insults or threatens somebody")
        WRITTEN_BY_CLINIC = (
            "written-by-clinic",
            _("It was written for a clinic, not by somebody who went there"),
        )
        DUPLICATE = "duplicate", _("It repeats another review")
        UNREADABLE = "unreadable", _("It cannot be understood")

    class Again(models.TextChoices):
        """Why a review is decided again. Codes only: free text would stay in the trail forever."""

        MISTAKE = "mistake", _("The decision was a mistake")
        NAMED_PERSON = "named-person", _("A person who is named in it asked for this")
        CLINIC_ASKED = "clinic-asked", _("The clinic asked for this and gave reasons")
        WRITER_ASKED = "writer-asked", _("The writer asked for this")
        ABUSE_FOUND = "abuse-found", _("Signs of abuse were found later")

    class Relation(models.TextChoices):
        """Who writes."""

        PATIENT = "patient", _("I was the patient")
        COMPANION = "companion", _("I went with the patient")
        FAMILY = "family", _("I am a family member of the patient")

    class Status(models.TextChoices):
        """Where a review stands."""

        UNCONFIRMED = "unconfirmed", _("the link was not followed yet")
        WAITING = "waiting", _("waits for a moderator")
        PUBLISHED = "published", _("published")
        WITHHELD = "withheld", _("withheld")
        WITHDRAWN = "withdrawn", _("withdrawn by its writer")

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="reviews")
    status = models.CharField(max_length=12, choices=Status, default=Status.UNCONFIRMED)
    relation = models.CharField(max_length=12, choices=Relation)
    visit_month = models.DateField()
    words = models.TextField(max_length=MAX_CHARACTERS, blank=True)
    language = models.CharField(max_length=5, choices=Language, default=DEFAULT, db_default=DEFAULT)
    shown_words = models.TextField(max_length=MAX_CHARACTERS, blank=True)
    written_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    is_distress = models.BooleanField(default=False)
    written_under = models.CharField(max_length=200, blank=True, default="", db_default="")
    reason = models.CharField(max_length=20, blank=True)
    published_on = models.DateField(null=True, blank=True)
    rewritten_on = models.DateField(null=True, blank=True, editable=False)
    rewrites = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    identity = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)

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
    """The writer's overall mark, 1–5, and their answers by question code: yes, no or n/a."""

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
    """A link that was mailed to the writer: it confirms the review once, or manages it later."""

    class Purpose(models.TextChoices):
        """What the link is for."""

        CONFIRM = "confirm", _("confirm the address")
        KEEP = "keep", _("edit, withdraw or erase")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=8, choices=Purpose)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link of review {self.review_id}"
