"""How the scheduled work stands: what is due, what runs, what is late. It only reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinics.schedule.jobs import JOBS, Job
from clinics.schedule.locks import held
from clinics.schedule.models import Run

LATE_AFTER = dt.timedelta(minutes=30)
"""A job that did not start within this time after it was due is late."""
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""How long a job that failed or broke off waits for its next try: the first, second … last pause.

It is tried until it succeeds, or until its next due time has come.
"""


class State(models.TextChoices):
    """How a job stands."""

    NEVER = "never", _("has never run")
    LATE = "late", _("late")
    FAILED = "failed", _("failed")
    BROKEN_OFF = "broken-off", _("broken off")
    RUNNING = "running", _("runs now")
    DONE = "done", _("done")


GOOD = (State.RUNNING, State.DONE)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A job at one moment: its newest run (None: never), its state, and when it runs next."""

    job: Job
    run: Run | None
    state: State
    next_at: dt.datetime

    @property
    def is_good(self) -> bool:
        """Whether nobody need look at it."""
        return self.state in GOOD


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """All jobs at one moment, and how many schedulers live."""

    jobs: list[Standing]
    schedulers: int

    @property
    def bad(self) -> list[Standing]:
        """The jobs that somebody must look at."""
        return [one for one in self.jobs if not one.is_good]


def schedule(*, at: dt.datetime, jobs: Iterable[Job] = JOBS) -> Schedule:
    """How every job stands. Two queries."""
    newest = {run.job: run for run in Run.objects.newest(at=at)}
    locked, schedulers = held(job.name for job in jobs)
    return Schedule(
        jobs=[_standing(job, newest.get(job.name), job.name in locked, at) for job in jobs],
        schedulers=schedulers,
    )


def due_time(job: Job, newest: Run | None, *, at: dt.datetime) -> dt.datetime | None:
    """The due time for which a job must run now; None when it need not.

    Due times that were missed count once: only the newest of them. A job that never ran is due.
    """
    due_at = job.due.last(at)
    if newest is None or newest.due_at < due_at:
        return due_at
    if newest.ended_at is None or newest.outcome == Run.Outcome.DONE:
        return None
    return newest.due_at if newest.ended_at + _pause(newest) <= at else None


def _pause(run: Run) -> dt.timedelta:
    return PAUSES[min(run.attempt, len(PAUSES)) - 1]


def _standing(job: Job, run: Run | None, is_locked: bool, at: dt.datetime) -> Standing:
    state = _state(job, run, is_locked, at)
    is_found_dead = state is State.BROKEN_OFF and run is not None and run.ended_at is None
    return Standing(
        job=job, run=run, state=state, next_at=at if is_found_dead else _next(job, run, at)
    )


def _state(job: Job, run: Run | None, is_locked: bool, at: dt.datetime) -> State:
    if is_locked:
        return State.RUNNING
    if run is None:
        return State.NEVER
    due_at = job.due.last(at)
    if run.due_at < due_at and due_at + LATE_AFTER < at:
        return State.LATE
    if run.outcome == Run.Outcome.RUNNING:
        return State.BROKEN_OFF
    return State(run.outcome)


def _next(job: Job, run: Run | None, at: dt.datetime) -> dt.datetime:
    """When it runs next, if a scheduler lives: now at the earliest."""
    if due_time(job, run, at=at):
        return at
    again = job.due.next(at)
    if run and run.ended_at and run.outcome != Run.Outcome.DONE:
        return min(again, run.ended_at + _pause(run))
    return again
