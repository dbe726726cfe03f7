"""Listings that registers and lists suggest, each with why; a moderator opens them or not."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import Decided
from clinics.listing.models import Clinic, DuplicatePair, Status


class CandidateRefused(Exception):
    """Nothing was decided; the text is for the moderator."""


class CandidateQuerySet(models.QuerySet["Candidate"]):
    """Which candidates."""

    def waiting(self, *, on: dt.date | None = None) -> CandidateQuerySet:
        """Those that a moderator has to look at; none that is put off on that day (today).

        A candidate whose pair with another listing waits is decided there.
        """
        is_due = Q(later_until=None) | Q(later_until__lt=on or timezone.localdate())
        pairs = DuplicatePair.objects.waiting(on=on).order_by().filter(
            Q(clinic=OuterRef("clinic")) | Q(other=OuterRef("clinic"))
        )  # fmt: skip
        return self.filter(is_due, outcome="", clinic__status=Status.CANDIDATE).exclude(
            Exists(pairs)
        )

    def decided(self) -> CandidateQuerySet:
        """Those that a moderator opened, or found to be something else."""
        return self.exclude(outcome="")


class Candidate(Decided):
    """A listing that waits to be opened, and why it may be a clinic that treats with ketamine.

    `source` and `external_id` are the register or list and the number of its row. `colleagues` are
    the NPIs of the psychiatrists and anesthesiologists who practice at its address, as NPPES has
    it. *Later* is no decision: it waits again after `later_until`.
    """

    class Why(models.TextChoices):
        """What speaks for it."""

        NAME = "name", _("its name speaks of ketamine")
        PLACE = "place", _("an infusion or pain clinic, where such a physician practices")
        ROUTE = "route", _("a list says that it gives ketamine")
        LIST = "list", _("a list of the operator has it")

    class Outcome(models.TextChoices):
        """What a moderator found out."""

        OPENED = "opened", _("it was opened")
        NO_CLINIC = "no-clinic", _("it is no clinic of this kind")

    class Again(models.TextChoices):
        """Why it is decided again."""

        WRONG = "wrong", _("the decision was wrong")
        NEWS = "news", _("there is news")

    MAX_WORDS = 500

    clinic = models.OneToOneField(Clinic, on_delete=models.CASCADE, related_name="candidacy")
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=120)
    why = models.CharField(max_length=8, choices=Why)
    colleagues = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    found_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    later_until = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    words = models.CharField(max_length=MAX_WORDS, blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None)
                | Q(outcome__in=["opened", "no-clinic"], decided_at__isnull=False,
                    later_until=None),
                name="clinics_candidate_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(why__in=["name", "place", "route", "list"]),
                name="clinics_candidate_known_why",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["found_at"], condition=Q(outcome=""), name="clinics_candidate_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"candidate {self.pk}: {self.source} {self.external_id}"
