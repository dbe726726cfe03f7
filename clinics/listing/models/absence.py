"""A clinic that a list no longer has."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import Decided
from clinics.listing.models.status import PUBLISHED


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Which absences."""

    def standing(self) -> "AbsenceQuerySet":
        """Those of clinics that are still missing from the list.

        A listing that was merged into the clinic since, and is in the list, ends it at once.
        """
        merged = "clinic__merged_clinics__source_records"
        there = Absence.objects.filter(**{f"{merged}__source": F("source"),
                                          f"{merged}__gone_since": None})  # fmt: skip
        return self.filter(ended_on=None).exclude(pk__in=there.values("pk"))

    def waiting(self) -> "AbsenceQuerySet":
        """Those that a moderator has to look at: nobody decided them, and patients still come."""
        return self.standing().filter(outcome="", clinic__status__in=PUBLISHED)

    def decided(self) -> "AbsenceQuerySet":
        """Those that a moderator decided."""
        return self.exclude(outcome="")


class Absence(Decided):
    """Two complete files of a list in a row no longer had a clinic; a moderator looks at it once.

    `since` is the day of the first of these files. `ended_on` is the day of the file in which the
    clinic came back; if it goes missing again, that is a new absence.
    """

    class Outcome(models.TextChoices):
        """What a moderator found out."""

        CLOSED = "closed", _("it has closed")
        OPEN = "open", _("it is open")

    class Again(models.TextChoices):
        """Why it is decided again."""

        WRONG = "wrong", _("the decision was wrong")
        NEWS = "news", _("there is news")

    MAX_WORDS = 500

    clinic = models.ForeignKey("clinics.Clinic", on_delete=models.CASCADE, related_name="absences")
    source = models.CharField(max_length=60)
    since = models.DateField()
    opened_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    words = models.CharField(max_length=MAX_WORDS, blank=True)
    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "source"],
                condition=Q(ended_on=None),
                name="clinics_absence_one_a_clinic_and_list",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None)
                | Q(outcome__in=["closed", "open"], decided_at__isnull=False),
                name="clinics_absence_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} without clinic {self.clinic_id}"
