"""The site behind gunicorn with two workers: requests a second, now and before, in turns."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

import psycopg

from tests.bench.race.asked import Q2, centres
from tests.bench.race.before import TREE, environ_before, url_before
from tests.bench.race.data import PROJECT, environ_of, url_of

AT_ONCE = (1, 4, 16)
ROUNDS, SECONDS = 3, 8
EDITS = 50
"""A second, each a transaction of its own."""
WITHIN = 180
"""Seconds in which a site must answer."""
SCRIPT = """
local paths, at = {{ {} }}, 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""
EDIT = (
    "update clinics_searchrow set course_cents = coalesce(course_cents, 0) + 1 where clinic_id = %s"
)
SAID = re.compile(r"50%\s+([\d.]+)(us|ms|s).*99%\s+([\d.]+)(us|ms|s).*Requests/sec:\s+([\d.]+)",
                  re.DOTALL)  # fmt: skip
IN_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def measure(size: int) -> dict[str, Any]:
    """By case and site: (requests a second, median ms, 99th percentile ms) of each round."""
    if not shutil.which("wrk"):
        return {"missing": "wrk is not installed (Debian: wrk)."}
    figures: dict[str, dict[str, list[Any]]] = {}
    with (
        TemporaryDirectory() as folder,
        served(PROJECT, environ_of(size)) as now,
        served(TREE, environ_before(size)) as before,
    ):
        script = Path(folder) / "paths.lua"
        script.write_text(SCRIPT.format(", ".join(f'"{path}"' for path in _paths())))
        cases = [(f"{n} at once", n, False) for n in AT_ONCE]
        for words, n, is_edited in [*cases, (f"4 at once, {EDITS} edits a second", 4, True)]:
            figures[words] = {"now": [], "before": []}
            for _round in range(ROUNDS):
                for name, site, url in (
                    ("now", now, url_of(size)), ("before", before, url_before(size)),
                ):  # fmt: skip
                    with edited(url) if is_edited else nullcontext():
                        figures[words][name].append(_asked(site, script, n))
            print(f"  {words}: {figures[words]}", flush=True)
    return {"http": figures}


def _paths() -> list[str]:
    """Pages around all towns, one half of them with two ticks."""
    towns = [f"/search/?lat={town.latitude}&lon={town.longitude}&radius=25" for town in centres()]
    return [path + Q2 * (n % 2) for n, path in enumerate(towns)]


def _asked(site: str, script: Path, at_once: int) -> tuple[float, float, float]:
    words = ["wrk", "-t1", f"-c{at_once}", f"-d{SECONDS}s", "--timeout", "30s", "--latency", "-s"]
    done = subprocess.run([*words, script, site], capture_output=True, text=True, check=True)
    assert "Non-2xx" not in done.stdout, done.stdout
    found = SAID.search(done.stdout)
    assert found, done.stdout
    median, unit, slow, slow_unit, rate = found.groups()
    return float(rate), float(median) * IN_MS[unit], float(slow) * IN_MS[slow_unit]


@contextmanager
def served(folder: Path, environ: dict[str, str]) -> Iterator[str]:
    """The address of a site that is served as its gunicorn.conf.py says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    words = ["-m", "gunicorn", "--bind", address, "--log-level", "error"]
    server = subprocess.Popen(
        [sys.executable, *words, "directory.wsgi"], cwd=folder,
        env=environ | {"PYTHONPATH": str(folder)},
    )  # fmt: skip
    try:
        deadline = time.monotonic() + WITHIN
        while True:
            try:
                urlopen(f"http://{address}/search/?lat=40.7&lon=-74", timeout=60).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def edited(url: str) -> Iterator[None]:
    """Somebody edits search rows meanwhile, EDITS times a second."""
    over = threading.Event()

    def edit() -> None:
        with psycopg.connect(url, autocommit=True) as own:
            rows = own.execute(
                "select clinic_id from clinics_searchrow order by clinic_id limit 5000"
            )
            keys = [key for (key,) in rows]
            began = time.monotonic()
            for done, key in enumerate(keys):
                if over.wait(max(0.0, began + done / EDITS - time.monotonic())):
                    return
                own.execute(EDIT, [key])

    editor = threading.Thread(target=edit)
    editor.start()
    try:
        yield
    finally:
        over.set()
        editor.join()
