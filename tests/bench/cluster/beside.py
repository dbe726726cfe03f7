"""One machine beside two: both do the same work in turn, so whatever else goes on strikes both."""

from __future__ import annotations

import time
from pathlib import Path

from tests.bench.cluster.machines import one_machine, two_machines
from tests.bench.cluster.visitors import Seen, visitors
from tests.deploy.proxy import Proxy
from tests.outages.cluster import Cluster

READERS, WRITERS, TURNS = 6, 1, 4
HEAD = (
    "| | reads a second | search, ms: median / p99 | page | API | review | failed |\n"
    "|---|---:|---:|---:|---:|---:|---|"
)


def beside(folder: Path, both: Cluster, slugs: list[str], seconds: float) -> None:
    """Print the table; each set-up works so many seconds in all."""
    with one_machine(folder / "one", both) as alone, two_machines(folder / "two", both) as pair:
        fronts = [site.front.proxy for site in (alone, pair)]
        seen = [Seen(), Seen()]
        for _turn in range(TURNS):
            for front, into in zip(fronts, seen, strict=True):
                _work(front, slugs, seconds / TURNS, into)
    print(HEAD)
    for name, one in zip(("one machine", "two machines"), seen, strict=True):
        reads = sum(map(one.count, ("search", "page", "API"))) / seconds
        every = [" / ".join(f"{ms:,.0f}" for ms in one.milliseconds(what))
                 for what in ("search", "page", "API", "review")]  # fmt: skip
        failed = ", ".join(f"{n} × {what}" for what, n in one.bad().items()) or "none"
        print(f"| {name} | {reads:.1f} | {' | '.join(every)} | {failed} |", flush=True)


def _work(front: Proxy, slugs: list[str], seconds: float, into: Seen) -> None:
    with visitors(front, slugs, readers=READERS, writers=WRITERS):
        time.sleep(2)  # caches fill
    with visitors(front, slugs, readers=READERS, writers=WRITERS) as more:
        time.sleep(seconds)
    into.rows += more.rows
