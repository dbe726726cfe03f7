"""Writes the runs of scheduled work. They are a log of the site's own work, so no trail is kept."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clinics.schedule.jobs import Job
from clinics.schedule.models import Run
from clinics.schedule.standing import due_time

KEPT = dt.timedelta(days=90)
"""For how long a run is kept; the newest of each job stays."""
LONGEST = Run._meta.get_field("said").max_length


@transaction.atomic
def begin(job: Job, *, at: dt.datetime) -> Run | None:
    """Begin the run of a job that is due; None when none is. The caller holds the job's lock.

    Whoever began an earlier run that has not ended held that lock too, so it is dead: its run broke
    off.
    """
    Run.objects.filter(job=job.name, outcome=Run.Outcome.RUNNING).update(
        outcome=Run.Outcome.BROKEN_OFF, ended_at=at, said="Its process ended in the middle."
    )
    newest = Run.objects.filter(job=job.name).newest(at=at).first()
    due_at = due_time(job, newest, at=at)
    if due_at is None:
        return None
    is_again = newest is not None and newest.due_at == due_at
    attempt = newest.attempt + 1 if newest and is_again else 1
    return Run.objects.create(job=job.name, due_at=due_at, attempt=attempt, started_at=at)


def end(run: Run, outcome: Run.Outcome, said: str) -> bool:
    """Write down how a run ended; False when another process has called it broken off."""
    return bool(
        Run.objects.filter(pk=run.pk, outcome=Run.Outcome.RUNNING).update(
            outcome=outcome, ended_at=timezone.now(), said=said[:LONGEST]
        )
    )


def forget_runs(*, on: dt.date) -> int:
    """Delete runs that began more than 90 days before `on`, save each job's newest; how many."""
    newest = Run.objects.values("job").annotate(newest=Max("pk")).values("newest")
    old = Run.objects.filter(started_at__date__lt=on - KEPT).exclude(pk__in=newest)
    return old.delete()[0]
