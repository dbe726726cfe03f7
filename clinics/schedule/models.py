"""The runs of scheduled work."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RunQuerySet(models.QuerySet):
    """Which runs."""

    def newest(self, *, at: dt.datetime) -> RunQuerySet:
        """The run of each job for the newest due time that is not after a moment, its last try.

        A clock that was ahead for a while leaves runs of times that are still to come: they would
        keep the job from running until then.
        """
        return self.filter(due_at__lte=at).order_by("job", "-due_at", "-pk").distinct("job")


class Run(models.Model):
    """One run of a job: when it was due, which try it is for that due time, and what came of it.

    `said`: the last line that it printed, or why it failed.
    """

    class Outcome(models.TextChoices):
        """How it ended. RUNNING without the job's lock means BROKEN_OFF, see `standing.py`."""

        RUNNING = "running", _("runs now")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        BROKEN_OFF = "broken-off", _("broken off")

    job = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RUNNING)
    said = models.CharField(max_length=300, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["job", "-started_at"], name="clinics_run_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["running", "done", "failed", "broken-off"]),
                name="clinics_run_known_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="running", ended_at=None)
                | ~Q(outcome="running") & Q(ended_at__isnull=False),
                name="clinics_run_ends_once",
            ),
            models.UniqueConstraint(
                fields=["job"], condition=Q(outcome="running"), name="clinics_run_one_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["job", "due_at"],
                condition=Q(outcome__in=["running", "done"]),
                name="clinics_run_once_a_due_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job}: {self.outcome}"

    @property
    def took(self) -> dt.timedelta | None:
        """How long it ran; None while it runs."""
        return self.ended_at - self.started_at if self.ended_at else None
