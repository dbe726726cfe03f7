"""How fast a big NPPES file goes in beside PostgreSQL's own COPY of the same columns, in one run.

`BENCH_NPPES` says how many rows it has (2,000,000; about 1.2 GB a million).
"""

import os
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from clinics.models import NppesProvider, RegisterFile
from clinics.registries.actions.staging import Staging
from clinics.registries.nppes import NppesLayout
from tests.clinics.registries.loading import load
from tests.clinics.registries.nppes_file import FULL, row, write, write_synthetic
from tests.clinics.registries.processes import (
    content,
    kill_at_moments,
    one,
    start,
)

ROWS = int(os.environ.get("BENCH_NPPES", "2000000"))
SMALL, MIDDLE, ROUNDS, MOMENTS = ROWS // 10, 100_000, 2, 20
pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]


def imported(path: Path) -> dict[str, float]:
    """Seconds of the load, seconds of the whole process, its peak memory and the server's, MB."""
    RegisterFile.objects.all().delete()
    began, running, peak = time.monotonic(), start(path), [0.0]
    watch = threading.Event()
    others = {int(p.name) for p in Path("/proc").glob("[0-9]*")}
    thread = threading.Thread(target=_watch_server, args=(running.pid, others, peak, watch))
    thread.start()
    out, err = running.stdout.read(), running.stderr.read()
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    watch.set()
    thread.join()
    assert running.returncode == 0, err
    took = float(out.splitlines()[1].partition("; ")[2].partition(" s,")[0].replace(",", ""))
    whole = time.monotonic() - began
    running.stdout.close()
    running.stderr.close()
    return {
        "load": took,
        "process": whole,
        "own": usage.ru_maxrss / 1024,
        "server": peak[0],
        "cpu": usage.ru_utime + usage.ru_stime,
    }


def _watch_server(own: int, before: set[int], peak: list[float], done: threading.Event) -> None:
    """The most private memory of a PostgreSQL process that began after us; 0 where none is seen."""
    while not done.wait(0.2):
        for each in Path("/proc").glob("[0-9]*"):
            if int(each.name) in before or int(each.name) == own:
                continue
            try:
                status = dict(
                    line.split(":", 1) for line in (each / "status").read_text().splitlines()
                )
            except OSError:
                continue
            if status["Name"].strip() == "postgres" and "RssAnon" in status:
                peak[0] = max(peak[0], int(status["RssAnon"].split()[0]) / 1024)


def bare(prepared: Path) -> float:
    """Seconds of COPY alone: the same columns, ready made, into the same kind of new table."""
    staging = Staging(NppesProvider, NppesLayout.columns, key=["npi"], dates=[])
    with transaction.atomic(), prepared.open("rb") as file:
        staging.create(lasting=True)
        began = time.monotonic()
        staging.fill(iter(lambda: file.read(1 << 18), b""), lasting=True)
        took = time.monotonic() - began
        transaction.set_rollback(True)
    return took


def prepare(path: Path) -> Path:
    """The register as COPY takes it."""
    columns = ", ".join(NppesLayout.columns)
    order = f"copy clinics_nppesprovider ({columns}) to stdout"
    with connection.cursor() as cursor, path.open("wb") as file, cursor.copy(order) as copy:
        file.writelines(copy)
    return path


def test_two_million_rows_beside_bare_copy(tmp_path, capsys):
    small = write_synthetic(tmp_path / "npidata_pfile_20050523-20251012.csv", SMALL)
    big = write_synthetic(tmp_path / FULL, ROWS)
    size = big.stat().st_size
    prepared, lines = tmp_path / "prepared", []
    one_small = imported(small)
    for number in range(1, ROUNDS + 1):
        load_before = os.getloadavg()[0]
        measured = imported(big)
        if number == 1:
            prepare(prepared)
        floor = bare(prepared)
        lines.append(
            f"round {number}, load {load_before:.1f}: import {ROWS / measured['load']:9,.0f} "
            f"rows/s ({measured['load']:.1f} s; "
            f"whole process {measured['process']:.1f} s, {measured['cpu']:.1f} s of CPU), bare "
            f"COPY {ROWS / floor:9,.0f} rows/s ({floor:.1f} s); peak memory "
            f"{measured['own']:.0f} MB, the server's own {measured['server']:.0f} MB"
        )
        assert measured["own"] < 300
    with capsys.disabled():
        print(f"\n{ROWS:,} rows of 330 columns, {size / ROWS:,.0f} bytes each, {size / 1e9:.2f} GB")
        print(
            f"{SMALL:,} rows: {SMALL / one_small['load']:,.0f} rows/s, peak memory "
            f"{one_small['own']:.0f} MB, the server's own {one_small['server']:.0f} MB"
        )
        print("\n".join(lines))
    assert one("select count(*) from clinics_nppesprovider") == (ROWS,)
    for path in (small, big, prepared):
        path.unlink()


def test_killed_at_twenty_moments(tmp_path, capsys):
    path = write_synthetic(tmp_path / FULL, MIDDLE)
    former = write(tmp_path, *(row(number) for number in range(1000)), name="former.csv")
    load(former)
    with capsys.disabled():
        print(f"\nan import of {MIDDLE:,} rows, killed with -9")
        kill_at_moments(path, former, rows=MIDDLE, moments=MOMENTS, seed=20, say=print)
        before = content()
        running = start(path)
        out, err = running.communicate(timeout=300)
        print(out)
    assert running.returncode == 0, err
    assert (before[0], content()[0]) == (1000, MIDDLE)
    path.unlink()
