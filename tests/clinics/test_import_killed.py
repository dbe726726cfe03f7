"""An import that is killed half-way and run again ends as if it had run once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from clinics.models import Clinic, Event, Fact, SearchRow
from tests.clinics.listfile import counts, write

ROWS = 3000
BAD = ROWS // 1000
"""How many rows have no name, one in a thousand: they are rejected."""
GOOD = ROWS - BAD
CODES = ("condition.crps", "insurance.medicare", "route.iv-infusion", "language.es")


def database_url() -> str:
    """The test database, for another process."""
    known = connection.settings_dict
    host, port = known["HOST"], known["PORT"]
    options = f"host={host}&user={known['USER']}" + (f"&port={port}" if port else "")
    secret = f"&password={known['PASSWORD']}" if known["PASSWORD"] else ""
    return f"postgres:///{known['NAME']}?{options}{secret}"


def start(path: Path) -> subprocess.Popen:
    """The command in a process of its own."""
    command = [sys.executable, "manage.py", "import_clinics", str(path), "--format", "csv",
               "--source", "A list", "--publish"]  # fmt: skip
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.once("what is killed is a process of ours, in whichever server's transaction")
@pytest.mark.django_db(transaction=True)
def test_killed_half_way_and_run_again(tmp_path):
    path = write(
        tmp_path,
        *(
            {"external_id": str(n), "name": f"Clinic {n}" if n % 1000 else ""}
            | {code: "yes" if n % (i + 2) else "no" for i, code in enumerate(CODES)}
            for n in range(ROWS)
        ),
    )
    running = start(path)
    deadline = time.monotonic() + 600
    while not Clinic.objects.exists() and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    said = running.communicate()
    assert running.returncode == -signal.SIGKILL, said
    half = Clinic.objects.count()
    assert 0 < half < GOOD
    assert half % 999 == 0
    assert Event.objects.count() == SearchRow.objects.count() == half
    assert Fact.objects.count() == half * len(CODES)
    assert not Path(f"{path}.rejected.csv").exists()

    again = start(path)
    out, err = again.communicate(timeout=300)
    assert again.returncode == 0, err
    line = f"{ROWS} rows read: {GOOD - half} created, 0 updated, {half} unchanged, {BAD} rejected."
    assert out.splitlines()[0] == line
    assert Clinic.objects.count() == Event.objects.count() == SearchRow.objects.count() == GOOD
    assert Fact.objects.count() == GOOD * len(CODES)
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["list.csv", "list.csv.rejected.csv"]
    assert counts(path, "--publish") == (0, 0, GOOD, BAD)
