"""Imports in processes of their own, killed at some moment, and what the register holds then."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from clinics.models import RegisterFile
from tests.clinics.registries.loading import load
from tests.clinics.test_import_killed import database_url


def start(path: Path) -> subprocess.Popen:
    """The command, which is told that the file is the whole register."""
    return subprocess.Popen(
        [
            sys.executable,
            "manage.py",
            "import_registry",
            "nppes",
            str(path),
            "--full",
            "--skip-checks",
        ],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def one(order: str) -> tuple:
    """The row that the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(order)
        return cursor.fetchone()


def content() -> tuple:
    """How many rows the register has, their checksum, and the files that say so."""
    return (
        *one("select count(*), md5(string_agg(p::text, ' ' order by npi)) "
             "from clinics_nppesprovider p"),
        *one("select array_agg(name order by id) from clinics_registerfile"),
    )  # fmt: skip


def at_work() -> tuple[str, int]:
    """What another session does in the database just now, and how many rows it has copied."""
    found = one(
        "select min(query), coalesce(max(tuples_processed), 0) from pg_stat_activity "
        "left join pg_stat_progress_copy using (pid) where pg_stat_activity.datname = "
        "current_database() and pid <> pg_backend_pid() and state <> 'idle' "
        "and query ~ 'clinics_nppesprovider_new'"
    )
    return " ".join((found[0] or "").split())[:31], found[1]


def wait_for_work(running: subprocess.Popen, *, rows: float = 0) -> str:
    """What an import does once it has copied so many rows, or does something after the COPY."""
    deadline, seen = time.monotonic() + 120, False
    while running.poll() is None and time.monotonic() < deadline:
        doing, copied = at_work()
        seen = seen or doing.startswith("copy")
        if seen and (copied >= rows if doing.startswith("copy") else doing):
            return f"{doing}, {copied:,} rows" if copied else doing
        time.sleep(0.002)
    return "nothing any more"


def kill_at_moments(path: Path, former: Path, *, rows: int, moments: int, seed: int, say) -> None:
    """Kill imports of a file of so many rows: each time the register is as `former` left it.

    One moment in ten lies after the last row, while indexes are made. An import that was too quick
    to be killed is taken back and tried again.
    """
    before, chance, number = content(), random.Random(seed), 0
    while number < moments:
        while at_work()[0]:  # the server notices a moment later that the last one is dead
            time.sleep(0.01)
        running = start(path)
        doing = wait_for_work(running, rows=chance.uniform(0, 1.1) * rows)
        running.send_signal(signal.SIGKILL)
        said = running.communicate()
        if running.returncode == 0:
            assert content()[0] == rows, said
            RegisterFile.objects.all().delete()
            load(former, "--full")
            continue
        assert running.returncode == -signal.SIGKILL, said
        assert content() == before
        number += 1
        say(f"kill {number:2}: {doing}: {before[0]:,} former rows whole, {before[1][:8]}")
