"""Which scheduled work is due, how it stands, and what the database refuses."""

import datetime as dt

import pytest
from django.core.management import get_commands, load_command_class
from django.db import IntegrityError, connection, transaction

from clinics.models import Run
from clinics.schedule.actions import begin, end, forget_runs
from clinics.schedule.jobs import JOBS, Job
from clinics.schedule.locks import Locks, held
from clinics.schedule.rhythm import Hourly
from clinics.schedule.standing import PAUSES, schedule

pytestmark = pytest.mark.django_db
JOB, RIVAL = (Job(name=name, due=Hourly(5), what="") for name in ("forget", "clearsessions"))
NOON = dt.datetime(2026, 11, 26, 17, 5, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
Outcome = Run.Outcome


def ran(due_at=NOON, outcome="done", *, job=JOB, attempt=1, minutes=2) -> Run:
    """A run that began when it was due."""
    ended = None if outcome == "running" else due_at + minutes * MINUTE
    return Run.objects.create(job=job.name, due_at=due_at, started_at=due_at, outcome=outcome,
                              ended_at=ended, attempt=attempt)  # fmt: skip


def stands(at: dt.datetime) -> list[tuple]:
    """(state, next run) of the job and of its rival."""
    return [(one.state, one.next_at) for one in schedule(at=at, jobs=(JOB, RIVAL)).jobs]


def test_every_job_is_a_command_with_options_that_exist_and_has_a_time_of_its_own():
    commands = get_commands()
    for job in JOBS:
        name, *options = job.name.split()
        parser = load_command_class(commands[name], name).create_parser("manage.py", name)
        assert parser.parse_args(options)
    assert len({job.name for job in JOBS}) == len({job.due for job in JOBS}) == len(JOBS)


def test_what_never_ran_is_due_and_missed_times_count_once():
    first = begin(JOB, at=NOON + 3 * MINUTE)
    assert (first.due_at, first.attempt, first.outcome) == (NOON, 1, "running")
    assert end(first, Outcome.DONE, "4 deleted.")
    ran(NOON - 9 * HOUR, job=RIVAL)
    assert begin(RIVAL, at=NOON).due_at == NOON
    assert Run.objects.filter(job="clearsessions").count() == 2


def test_a_due_time_that_is_done_comes_never_again_and_the_next_one_does():
    ran()
    ran(NOON - HOUR, job=RIVAL)
    assert begin(JOB, at=NOON + 59 * MINUTE) is None
    assert begin(JOB, at=NOON + 60 * MINUTE).due_at == NOON + HOUR
    assert Run.objects.get(job="clearsessions").due_at == NOON - HOUR


def test_what_failed_is_tried_again_after_longer_and_longer_pauses():
    now, begun = NOON, []
    for pause in PAUSES[:3]:
        run = begin(JOB, at=now)
        begun.append((run.due_at, run.attempt))
        assert end(run, Outcome.FAILED, "2 digests could not be sent.")
        run.refresh_from_db()
        Run.objects.filter(pk=run.pk).update(ended_at=now)
        assert begin(JOB, at=now + pause - dt.timedelta(seconds=1)) is None
        now += pause
    assert begun == [(NOON, 1), (NOON, 2), (NOON, 3)]
    assert begin(JOB, at=NOON + HOUR).due_at == NOON + HOUR, "a new due time begins anew"
    assert Run.objects.filter(outcome="running").values_list("attempt").get() == (1,)


def test_a_run_whose_process_died_reads_broken_off_and_is_tried_again():
    ran(outcome="running")
    rival = ran(outcome="running", job=RIVAL)
    assert stands(NOON + MINUTE)[0] == ("broken-off", NOON + MINUTE)
    assert begin(JOB, at=NOON + MINUTE) is None
    died = Run.objects.get(job="forget")
    assert (died.outcome, died.ended_at, died.said) == (
        "broken-off", NOON + MINUTE, "Its process ended in the middle.",
    )  # fmt: skip
    assert begin(JOB, at=NOON + 2 * MINUTE).attempt == 2
    rival.refresh_from_db()
    assert rival.outcome == "running"


def test_whoever_lost_its_run_does_not_overwrite_what_came_after():
    run = begin(JOB, at=NOON)
    begin(JOB, at=NOON + MINUTE)
    assert end(run, Outcome.DONE, "too late") is False
    assert Run.objects.get(pk=run.pk).outcome == "broken-off"


@pytest.mark.parametrize(
    ("ended", "minutes", "state", "following"),
    [
        ({}, 10, "done", 60),
        ({}, 90, "done", 60),  # due for half an hour: not late yet
        ({}, 91, "late", 91),
        ({"outcome": "failed"}, 2, "failed", 3),
        ({"outcome": "failed"}, 10, "failed", 10),
        ({"outcome": "failed", "attempt": 9}, 10, "failed", 60),
        ({"outcome": "broken-off"}, 10, "broken-off", 10),
        ({"outcome": "failed"}, 91, "late", 91),
    ],
)
def test_how_a_job_stands(ended, minutes, state, following):
    ran(**ended)
    expected = (state, NOON + following * MINUTE)
    now = NOON + minutes * MINUTE
    if state == "done" and minutes > 60:
        expected = (state, now)
    assert stands(now) == [expected, ("never", now)]


def test_runs_of_a_clock_that_was_ahead_keep_nothing_from_running():
    ran(NOON - HOUR)
    ran(NOON + 48 * HOUR)
    ran(NOON + 49 * HOUR, "running", job=RIVAL)
    assert [state for state, _next in stands(NOON + MINUTE)] == ["done", "never"]
    assert begin(JOB, at=NOON + MINUTE).due_at == begin(RIVAL, at=NOON + MINUTE).due_at == NOON
    end(Run.objects.get(job="forget", due_at=NOON), Outcome.DONE, "")
    assert begin(JOB, at=NOON + 2 * MINUTE) is None
    assert begin(JOB, at=NOON + 48 * HOUR) is None


def test_a_job_that_runs_is_known_by_its_lock_and_so_are_the_schedulers(django_assert_num_queries):
    ran(outcome="running")
    ran(outcome="running", job=RIVAL)
    locks, others = Locks(), Locks()
    try:
        assert (locks.take("forget"), others.take("forget")) == (True, False)
        with django_assert_num_queries(2):
            found = schedule(at=NOON, jobs=(JOB, RIVAL))
        assert ([one.state for one in found.jobs], found.schedulers) == (
            ["running", "broken-off"], 2,
        )  # fmt: skip
        assert [one.job.name for one in found.bad] == ["clearsessions"]
        assert (others.release("clearsessions"), locks.release("forget")) == (False, True)
        assert others.take("forget")
    finally:
        locks.close()
        others.close()
    assert held(["forget"]) == (set(), 0)


@pytest.mark.parametrize(
    "rows",
    [
        [("forget", NOON, "running", None), ("forget", NOON + HOUR, "running", None)],
        [("forget", NOON, "done", NOON), ("forget", NOON, "done", NOON)],
        [("forget", NOON, "done", NOON), ("forget", NOON, "running", None)],
        [("forget", NOON, "running", NOON)],
        [("forget", NOON, "failed", None)],
        [("forget", NOON, "well", NOON)],
    ],
)
def test_the_database_refuses_what_cannot_be(rows):
    kept = [("rival", NOON, "done", NOON), ("forget", NOON, "failed", NOON)]
    for row in [*kept, *rows[:-1]]:
        store(*row)
    with pytest.raises(IntegrityError), transaction.atomic():
        store(*rows[-1])


def store(job, due_at, outcome, ended_at) -> Run:
    """A run as it is."""
    return Run.objects.create(job=job, due_at=due_at, outcome=outcome, ended_at=ended_at)


def test_old_runs_are_forgotten_save_the_newest_of_each_job():
    today = (NOON + 91 * dt.timedelta(days=1)).date()
    ran(NOON - HOUR)
    ran(NOON)
    kept = [ran(job=RIVAL), ran(NOON + 24 * HOUR), ran(NOON + 25 * HOUR)]
    assert forget_runs(on=today) == 2
    assert list(Run.objects.order_by("pk")) == kept


def test_the_lock_needs_no_pool_and_leaves_nothing_in_it():
    before = connection.settings_dict["OPTIONS"].copy()
    locks = Locks()
    assert locks._session.pool is None
    locks.close()
    assert connection.settings_dict["OPTIONS"] == before
