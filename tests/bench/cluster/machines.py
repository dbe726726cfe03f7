"""Machines on loopback: PostgreSQL, PgBouncer, gunicorn and nginx. A machine is one core."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg

from directory.devserver.database import PROJECT
from tests.deploy.proxy import Proxy, gunicorn, proxy
from tests.outages.cluster import NAME, OWNER, Cluster, Node
from tests.outages.conftest import until

CLINICS = 300
POOLED = """
[databases]
* = host={host} port=5432 user={owner}
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = 8
server_login_retry = 1
server_connect_timeout = 2
listen_port = 5432
"""
MISSED, PACE = 3, 0.3
"""So many looks in vain make a primary dead, and so many seconds are between them."""


def fill(node: Node) -> None:
    """The demo's clinics, and more that are made up."""
    for words in (["migrate", "-v", "0"], ["createcachetable"], ["load_places"], ["make_demo"],
                  ["make_clinics", str(CLINICS)], ["rebuild_search"]):  # fmt: skip
        subprocess.run([sys.executable, "manage.py", *words], cwd=PROJECT, check=True,
                       stdout=subprocess.DEVNULL, env=environ(node.url()))  # fmt: skip


def environ(url: str, **more: str) -> dict[str, str]:
    """The variables of a process of the site."""
    return os.environ | {
        "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.outages.served", "DEMO": "1",
        "SECRET_KEY": "of a bench", "DATA_FOLDER": "", "LOG_LEVEL": "ERROR", "PROXY": "1",
        "ALLOWED_HOSTS": "clinics.example", **more,
    }  # fmt: skip


def on_core(pid: int, core: int) -> None:
    """Let a process, its threads and its children run on one core; on any if there is but one."""
    cores = sorted(os.sched_getaffinity(0))
    own = {cores[core % len(cores)]}
    below = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    os.sched_setaffinity(pid, own)
    for child in below.stdout.split():
        os.sched_setaffinity(int(child), own)


@contextmanager
def pooler(folder: Path, node: Node) -> Iterator[Pooler]:
    """A PgBouncer that pools transactions before a server."""
    folder.mkdir()
    os.chown(folder, node.account.uid, node.account.gid)
    as_it: dict[str, Any] = {"user": node.account.uid} if os.geteuid() == 0 else {}
    made = Pooler(folder)
    made.lead_to(node)
    process = subprocess.Popen(["pgbouncer", "--quiet", made.config], cwd="/",
                               stderr=subprocess.DEVNULL, **as_it)  # fmt: skip
    made.pid = process.pid
    until(lambda: (folder / ".s.PGSQL.5432").exists(), "no pgbouncer")
    try:
        yield made
    finally:
        process.terminate()
        process.wait()


class Pooler:
    """A PgBouncer's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.config, self.pid = folder, folder / "pgbouncer.ini", 0

    @property
    def url(self) -> str:
        """How the site reaches the database through it."""
        return f"postgres:///{NAME}?user={OWNER}&host={self.folder}"

    def lead_to(self, node: Node) -> None:
        """Lead to a server; `reload` tells a PgBouncer that runs."""
        self.config.write_text(POOLED.format(host=node.sockets, folder=self.folder, owner=OWNER))
        self.config.chmod(0o644)

    def reload(self) -> None:
        """Let it read its configuration again."""
        os.kill(self.pid, signal.SIGHUP)


@contextmanager
def one_machine(folder: Path, both: Cluster) -> Iterator[Proxy]:
    """nginx, one gunicorn and the primary."""
    with ExitStack() as stack:
        web = stack.enter_context(gunicorn("directory.wsgi", env=environ(both.primary.url())))
        _settle([web], [(both.primary, 0)])
        yield stack.enter_context(proxy(folder, web))


@contextmanager
def two_machines(folder: Path, both: Cluster) -> Iterator[tuple[Proxy, Pooler]]:
    """nginx before two gunicorns: one beside the primary, one beside the replica.

    Both read public pages from the replica. The first reaches the primary through a PgBouncer, the
    second by libpq's own list of hosts.
    """
    with ExitStack() as stack:
        pool = stack.enter_context(pooler(folder / "pool", both.primary))
        copy = {"DATABASE_REPLICA_URLS": both.replica.url()}
        listed = both.primary.url(NAME, both.replica)
        webs = [
            stack.enter_context(gunicorn("directory.wsgi", env=environ(url, **copy, **more)))
            for url, more in ((pool.url, {"PGBOUNCER": "1"}), (listed, {}))
        ]
        _settle(webs, [(both.primary, 0), (both.replica, 1)])
        second = f"{webs[0]} max_fails=2 fail_timeout=5s; server {webs[1]}"
        yield stack.enter_context(proxy(folder, second)), pool


def _settle(webs: list[str], nodes: list[tuple[Node, int]]) -> None:
    """Wait until each gunicorn serves, and put every process on its machine's core."""
    for core, where in enumerate(webs):
        port = where.rpartition(":")[2]
        found = subprocess.run(["pgrep", "-f", f"gunicorn --bind 127.0.0.1:{port} "],
                               capture_output=True, text=True, check=True)  # fmt: skip
        for pid in found.stdout.split():
            on_core(int(pid), core)
    for node, core in nodes:
        on_core(node.pid(), core)


class Watcher:
    """What an operator's tool does: promotes the replica when the primary is dead."""

    def __init__(self, both: Cluster, pool: Pooler) -> None:
        self._both, self._pool = both, pool
        self.promoted_at: float | None = None
        self._is_over = Event()
        Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Watch no more."""
        self._is_over.set()

    def _watch(self) -> None:
        missed = 0
        while missed < MISSED and not self._is_over.wait(PACE):
            try:
                self._both.primary.run("select 1")
                missed = 0
            except psycopg.OperationalError:
                missed += 1
        if missed == MISSED:
            self._both.replica.promote()
            self._both.replica.run("alter system reset all")  # it waits for no replica of its own
            self._both.replica.run("select pg_reload_conf()")
            self._pool.lead_to(self._both.replica)
            self._pool.reload()
            self.promoted_at = time.monotonic()
