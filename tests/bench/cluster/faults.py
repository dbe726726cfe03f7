"""The replica is paused, hung, killed or behind; what stands in front is ended or killed."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.bench.cluster.crowd import Crowd, Row, tell
from tests.bench.cluster.exact import Witness
from tests.bench.cluster.machines import Site
from tests.outages.cluster import Cluster

WRITERS = ("review", "claim", "proposal")
"""Whose writing changes no public page: the decisions are the witness's."""
AGAIN = 0.1
"""Seconds after which systemd starts again what was killed: its own choice."""
DELAY = "3s"


def replica(both: Cluster, crowd: Crowd, seconds: float) -> list[str]:
    """Print the lines about the replica; what the witness says of each."""
    found: list[str] = []
    for fault, hurt in (
        (f"the replica receives and shows nothing for {seconds:.0f} s", _paused),
        (f"the replica stopped (SIGSTOP) for {seconds:.0f} s", _stopped),
        (f"the replica killed (`kill -9`), away for {seconds / 3:.0f} s", _killed),
        (f"the replica {DELAY} behind for {seconds / 2:.0f} s", _behind),
    ):
        row = Row(fault)
        with Witness(crowd, seed=len(found)) as witness, crowd.visiting(WRITERS) as visit:
            began = time.monotonic()
            with hurt(both, seconds):
                pass
            time.sleep(3)
        row.add(visit, began, both.primary)
        tell(row)
        found.append(f"- {fault}: {witness}.")
    return found


@contextmanager
def _paused(both: Cluster, seconds: float) -> Iterator[None]:
    with both.paused():
        time.sleep(seconds)
    yield


@contextmanager
def _stopped(both: Cluster, seconds: float) -> Iterator[None]:
    with both.replica.hanging():
        time.sleep(seconds)
    yield
    both.level()


@contextmanager
def _killed(both: Cluster, seconds: float) -> Iterator[None]:
    both.replica.kill()
    time.sleep(seconds / 3)
    both.replica.start()
    yield
    both.level()


@contextmanager
def _behind(both: Cluster, seconds: float) -> Iterator[None]:
    run = both.replica.run
    run("alter system set recovery_min_apply_delay = %s" % f"'{DELAY}'")  # noqa: UP031
    run("select pg_reload_conf()")
    time.sleep(seconds / 2)
    run("alter system reset recovery_min_apply_delay")
    run("select pg_reload_conf()")
    yield
    both.level()


def proxy(both: Cluster, site: Site, crowd: Crowd, moments: int) -> None:
    """Print the lines about nginx and PgBouncer."""
    front, pool = site.front, site.pool
    assert pool

    def restarted() -> None:
        front.stop()
        front.start()

    def killed() -> None:
        front.kill()
        time.sleep(AGAIN)
        front.start()

    def pool_restarted() -> None:
        pool.end(signal.SIGINT)
        pool.start()

    def pool_killed() -> None:
        pool.end(signal.SIGKILL)
        time.sleep(AGAIN)
        pool.start()

    faults: list[tuple[str, Callable[[], None]]] = [
        ("nginx reads its configuration again (`reload`)", front.reload),
        ("nginx ended and started again (`restart`)", restarted),
        ("nginx killed (`kill -9`, all processes)", killed),
        ("PgBouncer ended and started again (`restart`)", pool_restarted),
        ("PgBouncer killed (`kill -9`)", pool_killed),
    ]
    for fault, hurt in faults:
        row = Row(fault)
        for _moment in range(moments):
            with crowd.visiting() as visit:
                began = time.monotonic()
                hurt()
                visit.await_all()
            row.add(visit, began, both.primary)
        tell(row)
