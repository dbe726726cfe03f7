"""The primary is killed, and the replica takes its place: as docs/deploy.md says."""

from __future__ import annotations

import time
from threading import Event, Thread

import psycopg

from tests.bench.cluster.crowd import Crowd, Row, tell
from tests.bench.cluster.machines import Pooler, Site
from tests.outages.cluster import Cluster, Node
from tests.outages.conftest import until

MISSED, PACE = 3, 0.3
"""So many looks in vain make a primary dead, and so many seconds are between them."""
CUT = 1.0
"""Seconds for which the line to the replica is cut before the primary dies."""


class Watcher:
    """What an operator's tool does: promotes the replica when the primary is dead."""

    def __init__(self, both: Cluster, pool: Pooler) -> None:
        self._both, self._pool = both, pool
        self.promoted_at: float | None = None
        Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        missed, pause = 0, Event()
        while missed < MISSED and not pause.wait(PACE):
            try:
                self._both.primary.run("select 1")
                missed = 0
            except psycopg.OperationalError:
                missed += 1
        self._both.replica.promote()
        configure(self._both.replica)  # it waits for no replica of its own
        self._pool.lead_to(self._both.replica)
        self._pool.reload()
        self.promoted_at = time.monotonic()


def configure(node: Node, **values: str) -> None:
    """Give a server these settings, and no others of those that were changed."""
    node.run("alter system reset synchronous_standby_names")
    for name, value in values.items():
        node.run(f"alter system set {name} = '{value}'")
    node.run("select pg_reload_conf()")


def wait_for_replica(both: Cluster) -> None:
    """Let every commit wait until the replica has it."""
    configure(both.primary, synchronous_standby_names="*")
    state = "select sync_state from pg_stat_replication"
    until(lambda: both.primary.run(state) == [("sync",)], "no replica is waited for")


def cut_off(both: Cluster) -> None:
    """Let nothing come to the replica any more."""
    both.replica.run("alter system set primary_conninfo = ''")
    both.replica.run("select pg_reload_conf()")
    time.sleep(CUT)
    both.replica.run("alter system reset primary_conninfo")


def failover(both: Cluster, site: Site, crowd: Crowd, moments: int) -> Cluster:
    """Print the lines about a primary that dies; the servers as they are at the end."""
    kinds = [
        ("commits wait for the replica", wait_for_replica, False),
        ("commits wait for nobody", None, False),
        (f"the same, the line to the replica cut {CUT:.0f} s before", None, True),
    ]
    for words, prepare, is_cut in kinds:
        row, promoted = Row(f"the primary killed, the replica promoted; {words}"), []
        for _moment in range(moments):
            if prepare:
                prepare(both)
            both, seconds = _once(both, site, crowd, row, is_cut=is_cut)
            promoted.append(seconds)
        tell(row)
        print(f"<!-- promoted after {min(promoted):.1f} to {max(promoted):.1f} s -->", flush=True)
    return both


def _once(
    both: Cluster, site: Site, crowd: Crowd, row: Row, *, is_cut: bool
) -> tuple[Cluster, float]:
    assert site.pool
    watcher = Watcher(both, site.pool)
    with crowd.visiting() as visit:
        time.sleep(2)
        if is_cut:
            cut_off(both)
        killed = time.monotonic()
        both.primary.kill()
        until(lambda: watcher.promoted_at, "nobody promoted the replica")
        promoted = watcher.promoted_at or 0.0
        visit.await_all()
        time.sleep(2)
    swapped = Cluster(both.replica, both.primary)
    lost = row.add(visit, killed, swapped.primary)
    if lost:
        print(f"<!-- lost: {lost} -->", flush=True)
    swapped.replica.rewound(swapped.primary)
    swapped.level()
    time.sleep(3)  # every process has looked at it
    return swapped, promoted - killed
