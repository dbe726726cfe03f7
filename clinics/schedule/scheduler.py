"""Runs the scheduled work until it is told to end. Any number of these may live at once."""

from __future__ import annotations

import io
import logging
import shlex
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType

from django.core.management import CommandError, call_command
from django.db import Error, connection
from django.utils import timezone

from clinics.log_context import of_run
from clinics.schedule.actions import begin, end
from clinics.schedule.clock import Clock
from clinics.schedule.jobs import JOBS, Job
from clinics.schedule.locks import Locks
from clinics.schedule.models import Run
from clinics.schedule.standing import due_time

LOG = logging.getLogger(__name__)
ROUND_SECONDS = 5
"""How often it looks for what is due, and tries again to reach a database that is away."""
GRACE_SECONDS = 5
"""For how long a command may go on after the scheduler was told to end."""
IDLE_SECONDS = 2
"""The same where no command runs: then it waits for nothing but a database that is away."""
STOPPED = "The scheduler was told to end."


class ToldToEnd(BaseException):
    """Raised in the middle of a command. No `except Exception` of a command stops it."""


class Scheduler:
    """Runs what is due, one command after the other, in this process's main thread."""

    def __init__(
        self,
        jobs: Sequence[Job] = JOBS,
        *,
        is_orphan: Callable[[], bool] = lambda: False,
    ) -> None:
        """`is_orphan` says whether whoever started it is gone; then it ends as well."""
        self._jobs, self._is_orphan = jobs, is_orphan
        self._locks: Locks | None = None
        self._clock = Clock()
        self._must_end = self._is_busy = self._is_late = False

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; then end within seconds."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_end)
        signal.signal(signal.SIGALRM, self._on_grace_over)
        with suppress(ToldToEnd):
            self._go_on()
            self._disconnect()
            signal.alarm(0)

    def _go_on(self) -> None:
        is_away = False
        while not self._has_to_end():
            try:
                self._round()
            except Error as error:  # a database that is being restarted comes back
                if not is_away:
                    kind = type(error).__name__
                    LOG.error("The scheduler lost the database (%s) and tries again.", kind)
                is_away = True
                self._disconnect()
            else:
                if is_away:
                    LOG.warning("The scheduler has the database again.")
                is_away = False
            self._sleep()

    def _round(self) -> None:
        """Run what is due. One query when nothing is."""
        self._locks = self._locks or Locks()
        self._clock.look()
        newest = {run.job: run for run in Run.objects.newest(at=timezone.now())}
        for job in self._jobs:
            run = newest.get(job.name)
            is_open = run is not None and run.ended_at is None
            if is_open or due_time(job, run, at=timezone.now()):
                self._run_if_due(job, self._locks)
            if self._has_to_end():
                return

    def _run_if_due(self, job: Job, locks: Locks) -> None:
        if self._clock.is_doubtful() or not locks.take(job.name):  # another scheduler runs it
            return
        try:
            if run := begin(job, at=timezone.now()):
                with of_run(run.pk):
                    self._carry_out(job, run)
        finally:
            locks.release(job.name)
            self._close_connection()

    def _carry_out(self, job: Job, run: Run) -> None:
        outcome, said = self._outcome(job)
        LOG.info("%s: %s. %s", job.name, Run.Outcome(outcome).label, said)
        if not end(run, outcome, said):
            LOG.error("%s lost its lock: it may have run twice.", job.name)

    def _outcome(self, job: Job) -> tuple[Run.Outcome, str]:
        """Run the command: how it ended, and the last line it printed, or why it failed."""
        printed, (command, *arguments) = io.StringIO(), shlex.split(job.name)
        try:
            self._is_busy = True
            call_command(command, *arguments, stdout=printed)
        except ToldToEnd:
            return Run.Outcome.BROKEN_OFF, STOPPED
        except CommandError as error:
            return Run.Outcome.FAILED, _last_line(str(error))
        except (Exception, SystemExit) as error:
            LOG.exception("%s failed.", job.name)
            # The words of an error may hold what a row holds.
            return Run.Outcome.FAILED, f"{type(error).__name__}: see the log of the scheduler."
        finally:
            self._is_busy = False
        return Run.Outcome.DONE, _last_line(printed.getvalue())

    def _has_to_end(self) -> bool:
        return self._must_end or self._is_orphan()

    def _sleep(self) -> None:
        until = time.monotonic() + ROUND_SECONDS
        while time.monotonic() < until and not self._has_to_end():
            time.sleep(0.25)

    def _on_end(self, number: int, frame: FrameType | None) -> None:
        self._must_end = True
        signal.alarm(IDLE_SECONDS)

    def _on_grace_over(self, number: int, frame: FrameType | None) -> None:
        if self._is_busy and not self._is_late:
            self._is_late = True
            signal.alarm(GRACE_SECONDS - IDLE_SECONDS)
            return
        raise ToldToEnd

    def _disconnect(self) -> None:
        if self._locks:
            self._locks.close()
            self._locks = None
        self._close_connection()

    def _close_connection(self) -> None:
        """Whatever a command did to its session, the next command gets a new one."""
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
