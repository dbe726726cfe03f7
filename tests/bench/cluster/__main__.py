"""`python -m tests.bench.cluster [SECONDS]`: one machine beside two, a lag, and a failover.

Needs PostgreSQL (the embedded server's programs), PgBouncer and nginx. Prints one table.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import django

os.environ["DEMO"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
django.setup()

from tests.bench.cluster.machines import CLINICS, Watcher, fill, one_machine, two_machines  # noqa: E402
from tests.bench.cluster.visitors import Seen, visitors  # noqa: E402
from tests.deploy.proxy import Proxy  # noqa: E402
from tests.outages.cluster import Cluster, cluster  # noqa: E402
from tests.outages.conftest import until  # noqa: E402

READERS, WRITERS, TURNS = 6, 1, 3
HEAD = "| | reads a second | search, ms: median / p95 / longest | page | API | review | failed |"
RULE = "| --- | ---: | ---: | ---: | ---: | ---: | --- |"


def main(seconds: float) -> None:
    """Do all of it, and say what was seen."""
    with TemporaryDirectory(prefix="machines") as name, cluster(fill) as both:
        folder = Path(name)
        folder.chmod(0o755)
        some = "select slug from clinics_clinic where status = 'open' order by id limit 200"
        slugs = [slug for (slug,) in both.primary.run(some)]
        print(f"{CLINICS:,} clinics; {READERS} readers and {WRITERS} writer in a closed loop, "
              f"{seconds:.0f} s each; load {os.getloadavg()[0]:.1f} at the start.\n")  # fmt: skip
        print(HEAD, RULE, sep="\n")
        (folder / "one").mkdir()
        (folder / "two").mkdir()
        with (
            one_machine(folder / "one", both) as alone,
            two_machines(folder / "two", both) as (proxy, pool),
        ):
            one, two = Seen(), Seen()
            for _turn in range(TURNS):  # whatever else the machine does strikes both
                _steady(alone, slugs, seconds / TURNS, one)
                _steady(proxy, slugs, seconds / TURNS, two)
            _line("one machine", one, seconds)
            _line("two machines", two, seconds)
            _paused(both, proxy, slugs, seconds)
            watcher = Watcher(both, pool)
            _failover(both, proxy, slugs, watcher)
    print(f"\nLoad {os.getloadavg()[0]:.1f} at the end.")


def _steady(proxy: Proxy, slugs: list[str], seconds: float, seen: Seen) -> None:
    with visitors(proxy, slugs, readers=READERS, writers=WRITERS):
        time.sleep(2)  # caches fill
    with visitors(proxy, slugs, readers=READERS, writers=WRITERS) as more:
        time.sleep(seconds)
    seen.rows += more.rows


def _paused(both: Cluster, proxy: Proxy, slugs: list[str], seconds: float) -> None:
    with visitors(proxy, slugs, readers=READERS, writers=WRITERS) as seen:
        with both.paused():
            time.sleep(seconds)
        time.sleep(2)
    _line(f"the replica paused for {seconds:.0f} s", seen, seconds)


def _failover(both: Cluster, proxy: Proxy, slugs: list[str], watcher: Watcher) -> None:
    """Kill the primary while every commit waits for the replica."""
    both.primary.run("alter system set synchronous_standby_names = '*'")
    both.primary.run("alter system set synchronous_commit = 'remote_apply'")
    both.primary.run("select pg_reload_conf()")
    state = "select sync_state from pg_stat_replication"
    until(lambda: both.primary.run(state) == [("sync",)], "no replica is waited for")
    with visitors(proxy, slugs, readers=READERS, writers=WRITERS) as seen:
        time.sleep(5)
        killed = time.monotonic()
        both.primary.kill()
        until(lambda: watcher.promoted_at, "nobody promoted the replica")
        promoted = time.monotonic() - killed
        until(lambda: seen.count("review", after=killed + promoted) > 5, "nobody writes again")
        time.sleep(3)
    _line("a failover", seen, time.monotonic() - killed)
    words = {w for (w,) in both.replica.run("select words from clinics_review")}
    lost = [mark for mark in seen.saved if not any(mark in text for text in words)]
    reads = max(seen.seconds_of_errors(what, after=killed) for what in ("search", "page", "API"))
    writes = seen.seconds_of_errors("review", after=killed)
    print(f"\nFailover: promoted after {promoted:.1f} s; reads failed for {reads:.1f} s, "
          f"writes for {writes:.1f} s; {len(lost)} of "
          f"{len(seen.saved)} acknowledged reviews lost; failed: {_failed(seen)}.")  # fmt: skip


def _line(name: str, seen: Seen, seconds: float) -> None:
    reads = sum(map(seen.count, ("search", "page", "API"))) / seconds
    every = [
        " / ".join(f"{ms:.0f}" for ms in seen.milliseconds(what))
        for what in ("search", "page", "API", "review")
    ]
    print(f"| {name} | {reads:.1f} | {' | '.join(every)} | {_failed(seen)} |", flush=True)


def _failed(seen: Seen) -> str:
    return ", ".join(f"{n} × {what}" for what, n in seen.bad().items()) or "none"


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
