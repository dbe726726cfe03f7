"""Schedulers in processes of their own: started together, killed, and told to end."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings
from django.utils import timezone

from clinics.models import Run
from clinics.schedule.jobs import JOBS
from clinics.schedule.standing import schedule
from tests.clinics.test_import_killed import database_url

pytestmark = [
    pytest.mark.once("what is started and killed is a process of ours"),
    pytest.mark.django_db(transaction=True),
]
STARTED: list[subprocess.Popen] = []
NAMES = [job.name for job in JOBS]
SOON = 20
"""Seconds within which a scheduler ends on a machine that has much else to do."""
QUICK = """
from clinics.schedule import jobs, rhythm, scheduler
scheduler.ROUND_SECONDS = 0.1
own = [jobs.Job(name=name, due=rhythm.Hourly(5), what="") for name in {names}]
scheduler.Scheduler(own or jobs.JOBS).run()
"""
"""A scheduler that looks often, with commands of its own."""
SERVER = """
import os, socket, sys
from clinics.schedule import scheduler
from directory.management.commands import serve
scheduler.ROUND_SECONDS = 0.1
first = serve._child(socket.socket(), serve._run_scheduler)
sys.stdin.readline()
serve._stop([first])
serve._stop([first])
print("ended", flush=True)
serve._child(socket.socket(), serve._run_scheduler)
os.wait()
"""
"""Starts and ends a scheduler as `make run` does; then it starts another one, and waits."""
SLEEP = "shell --no-imports -c 'import time; time.sleep({})'"
FAULT = "shell --no-imports -c '1 / 0'"
SAYS = "shell --no-imports -c 'import logging as log; log.error(\"Said.\")'"
REFUSED = "export_clinics --format csv --filter nonsense"


def start(*arguments: str, stdin: int | None = None) -> subprocess.Popen:
    """`manage.py` with the test's database."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url()},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    STARTED.append(process)
    return process


@pytest.fixture(autouse=True)
def _nothing_is_left_running():
    """A test that fails leaves no scheduler behind: it would keep the test's database."""
    yield
    while STARTED:
        process = STARTED.pop()
        process.kill()
        process.communicate()
    wait_for_schedulers(0)


def quick(*names: str) -> subprocess.Popen:
    """A scheduler that looks often: with these commands, or with those of the site."""
    return start("shell", "-c", QUICK.format(names=names))


def wait_for(*outcomes: str) -> list[tuple]:
    """Until so many runs have such outcomes: (job, attempt, outcome), oldest first."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        runs = list(Run.objects.order_by("pk").values_list("job", "attempt", "outcome"))
        if [run[2] for run in runs] == list(outcomes):
            return runs
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {outcomes}: {runs}")


def wait_for_schedulers(count: int) -> None:
    """Until so many schedulers live."""
    deadline = time.monotonic() + 60
    while (alive := schedule(at=timezone.now()).schedulers) != count:
        assert time.monotonic() < deadline, alive
        time.sleep(0.05)


def ended(process: subprocess.Popen, number: int = signal.SIGTERM) -> float:
    """End a process by a signal, and say after how many seconds it has ended."""
    sent = time.monotonic()
    process.send_signal(number)
    said = process.communicate(timeout=30)
    assert process.returncode == (-number if number == signal.SIGKILL else 0), said
    return time.monotonic() - sent


def runs_of(job: str) -> list[tuple]:
    """(attempt, outcome, what was said) of each run of a job, oldest first."""
    runs = Run.objects.filter(job=job).order_by("pk")
    return list(runs.values_list("attempt", "outcome", "said"))


def long_ago() -> None:
    """Let two minutes pass for the runs that ended badly."""
    Run.objects.exclude(ended_at=None).update(ended_at=timezone.now() - dt.timedelta(minutes=2))


def test_two_schedulers_started_together_run_everything_once():
    both = [start("scheduler"), quick()]
    runs = wait_for(*["done"] * len(JOBS))
    assert Counter(job for job, *_ in runs) == Counter(NAMES)
    assert runs_of("rebuild_search --due") == [(1, "done", "0 search rows rebuilt.")]
    wait_for_schedulers(2)
    Run.objects.filter(job="forget").update(due_at=timezone.now() - dt.timedelta(hours=2))
    assert wait_for(*["done"] * (len(JOBS) + 1))[-1][:2] == ("forget", 1)
    found = schedule(at=timezone.now())
    assert (found.schedulers, found.bad) == (2, [])
    assert [ended(one) < SOON for one in both] == [True, True]
    assert Run.objects.count() == len(JOBS) + 1
    assert schedule(at=timezone.now()).schedulers == 0


def test_killed_in_the_middle_reads_broken_off_at_once_and_is_done_later():
    job = SLEEP.format(3)
    killed = quick(job)
    wait_for("running")
    ended(killed, signal.SIGKILL)
    following = quick(job, FAULT, REFUSED)
    wait_for("broken-off", "failed", "failed")
    assert runs_of(job) == [(1, "broken-off", "Its process ended in the middle.")]
    assert runs_of(FAULT) == [(1, "failed", "ZeroDivisionError: see the log of the scheduler.")]
    assert runs_of(REFUSED) == [
        (1, "failed", "A filter is NAME=VALUE, such as near=33444: not “nonsense”.")
    ]
    long_ago()
    wait_for("broken-off", "failed", "failed", "running")
    assert ended(following) < SOON  # a short command may finish
    assert runs_of(job)[1:] == [(2, "done", "")]
    assert Run.objects.filter(job=job).values("due_at").distinct().count() == 1


def test_every_line_of_a_run_names_it_and_no_other_line_does():
    working = quick(SAYS, FAULT)
    wait_for("done", "failed")
    said, broke = Run.objects.order_by("pk")
    working.send_signal(signal.SIGTERM)
    lines = [line.partition(" ")[2] for line in working.communicate(timeout=30)[1].splitlines()
             if " INFO " in line or " ERROR " in line]  # fmt: skip
    scheduler = "clinics.schedule.scheduler"
    assert lines == [
        f"ERROR root Said. (run {said.pk})",
        f"INFO {scheduler} {SAYS}: done.  (run {said.pk})",
        f"ERROR {scheduler} {FAULT} failed. (run {broke.pk})",
        f"INFO {scheduler} {FAULT}: failed. ZeroDivisionError: see the log of the scheduler."
        f" (run {broke.pk})",
    ]


def test_told_to_end_it_breaks_a_long_command_off_within_seconds():
    job = SLEEP.format(60)
    working = quick(job)
    wait_for("running")
    assert ended(working) < SOON
    assert runs_of(job) == [(1, "broken-off", "The scheduler was told to end.")]


def test_the_scheduler_of_a_server_ends_with_it_even_when_the_server_is_killed():
    server = start("shell", "--no-imports", "-c", SERVER, stdin=subprocess.PIPE)
    wait_for_schedulers(1)
    server.stdin.write("\n")
    server.stdin.flush()
    assert server.stdout.readline() == "ended\n"
    runs = wait_for(*["done"] * len(JOBS))
    assert Counter(job for job, *_ in runs) == Counter(NAMES)
    server.kill()
    wait_for_schedulers(0)
