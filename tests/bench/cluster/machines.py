"""Machines on loopback: PostgreSQL, PgBouncer, gunicorn and nginx. A machine is one core."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from django.conf import settings
from django.db import connection

from directory.devserver.database import PROJECT
from tests.deploy.proxy import NAME as SITE
from tests.deploy.proxy import Proxy, configured, free_port, gunicorn, nginx, wait_for
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
BUCKET = "papers"


def fill(node: Node) -> None:
    """The demo's clinics, and more that are made up. `pg_rewind` needs the log since long ago."""
    node.run("alter system set wal_keep_size = '1GB'")
    node.run("select pg_reload_conf()")
    for words in (["migrate", "-v", "0"], ["createcachetable"], ["load_places"], ["make_demo"],
                  ["make_clinics", str(CLINICS)], ["rebuild_search"]):  # fmt: skip
        subprocess.run([sys.executable, "manage.py", *words], cwd=PROJECT, check=True,
                       stdout=subprocess.DEVNULL, env=environ(node.url()))  # fmt: skip


def environ(url: str, **more: str) -> dict[str, str]:
    """The variables of a process of the site."""
    return os.environ | {
        "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.outages.served", "DEMO": "1",
        "SECRET_KEY": settings.SECRET_KEY, "DATA_FOLDER": "", "LOG_LEVEL": "ERROR", "PROXY": "1",
        "ALLOWED_HOSTS": "clinics.example,127.0.0.1", **more,
    }  # fmt: skip


@contextmanager
def inside(node: Node) -> Iterator[None]:
    """Send this process's own connections to a server for a while."""
    known: dict[str, Any] = connection.settings_dict
    former = {name: known[name] for name in ("HOST", "PORT", "NAME", "USER")}
    _send(HOST=str(node.sockets), PORT="", NAME=NAME, USER=OWNER)
    try:
        yield
    finally:
        _send(**former)


def _send(**where: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(where)


@contextmanager
def bucket() -> Iterator[tuple[str, Any]]:
    """A bucket of any store that speaks S3, for all machines: DOCUMENTS_URL, and a client of it."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "moto.server", "-H",
                                "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        wait_for(f"127.0.0.1:{port}", process)
        store = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1",
                             aws_access_key_id="key", aws_secret_access_key="word")  # fmt: skip
        store.create_bucket(Bucket=BUCKET)
        yield f"s3://key:word@127.0.0.1:{port}/{BUCKET}?scheme=http", store
    finally:
        process.terminate()
        process.wait()


class Pooler:
    """A PgBouncer that pools transactions before a server, in a folder."""

    def __init__(self, folder: Path, node: Node) -> None:
        self.folder, self.config, self._account = folder, folder / "pgbouncer.ini", node.account
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir()
        os.chown(folder, node.account.uid, node.account.gid)
        self.lead_to(node)

    @property
    def url(self) -> str:
        """How the site reaches the database through it."""
        return f"postgres:///{NAME}?user={OWNER}&host={self.folder}"

    def lead_to(self, node: Node) -> None:
        """Lead to a server; `reload` tells a PgBouncer that runs."""
        self.config.write_text(POOLED.format(host=node.sockets, folder=self.folder, owner=OWNER))
        self.config.chmod(0o644)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        as_it: dict[str, Any] = {"user": self._account.uid} if os.geteuid() == 0 else {}
        self._process = subprocess.Popen(["pgbouncer", "--quiet", self.config], cwd="/",
                                         stderr=subprocess.DEVNULL, **as_it)  # fmt: skip
        until((self.folder / ".s.PGSQL.5432").exists, "no pgbouncer")

    def reload(self) -> None:
        """Let it read its configuration again."""
        assert self._process
        self._process.send_signal(signal.SIGHUP)

    def end(self, sign: signal.Signals) -> None:
        """End it: SIGINT as its unit does, or SIGKILL."""
        assert self._process
        self._process.send_signal(sign)
        self._process.wait()
        (self.folder / ".s.PGSQL.5432").unlink(missing_ok=True)


@contextmanager
def pooler(folder: Path, node: Node) -> Iterator[Pooler]:
    """A PgBouncer that runs."""
    made = Pooler(folder, node)
    made.start()
    try:
        yield made
    finally:
        made.end(signal.SIGTERM)


class Front:
    """nginx as deploy/nginx.conf has it, which can be ended and started again."""

    def __init__(self, folder: Path, site: str) -> None:
        folder.mkdir()
        self._folder = folder
        self.tls, self._plain = configured(folder, site)
        self._run = [nginx(), "-p", str(folder), "-e", str(folder / "start.log"), "-c",
                     str(folder / "nginx.conf")]  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def proxy(self) -> Proxy:
        """How it is asked."""
        trusted = ssl.create_default_context(cafile=str(self._folder / f"{SITE}.pem"))
        return Proxy(self.tls, self._plain, self._folder, trusted)

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self._process = subprocess.Popen([*self._run, "-g", "daemon off;"],
                                         stderr=subprocess.DEVNULL)  # fmt: skip
        wait_for(f"127.0.0.1:{self.tls}", self._process)

    def reload(self) -> None:
        """Let it read its configuration again, as `systemctl reload` does."""
        subprocess.run([*self._run, "-s", "reload"], check=True, stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        """End as `systemctl stop` does: what is being answered has five seconds."""
        assert self._process
        for sign, seconds in ((signal.SIGQUIT, 5), (signal.SIGKILL, 60)):
            for pid in self._processes() if sign == signal.SIGKILL else [self._process.pid]:
                os.kill(pid, sign)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
                return

    def kill(self) -> None:
        """`kill -9` of all its processes."""
        assert self._process
        for pid in self._processes():
            os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def _processes(self) -> list[int]:
        assert self._process
        own = self._process.pid
        below = Path(f"/proc/{own}/task/{own}/children").read_text()
        return [own, *map(int, below.split())]


@dataclass(frozen=True)
class Site:
    """What readers ask: nginx; the gunicorns behind it; the PgBouncer of the first of them."""

    front: Front
    webs: list[int]
    """Their ports."""
    pool: Pooler | None


@contextmanager
def one_machine(folder: Path, both: Cluster) -> Iterator[Site]:
    """nginx, one gunicorn and the primary."""
    folder.mkdir()
    with ExitStack() as stack:
        web = stack.enter_context(gunicorn("directory.wsgi", env=environ(both.primary.url())))
        _settle([web], [(both.primary, 0)])
        yield stack.enter_context(_served(folder, [web], None))


@contextmanager
def two_machines(folder: Path, both: Cluster, **more: str) -> Iterator[Site]:
    """nginx before two gunicorns: one beside the primary, one beside the replica.

    Both read public pages from the replica. The first reaches the primary through a PgBouncer, the
    second by libpq's own list of hosts.
    """
    copies = f"{both.replica.url()},{both.primary.url()}"  # whichever is the primary is left out
    more = {"DATABASE_REPLICA_URLS": copies, **more}
    folder.mkdir()
    with ExitStack() as stack:
        pool = stack.enter_context(pooler(folder / "pool", both.primary))
        listed = both.primary.url(NAME, both.replica)
        webs = [
            stack.enter_context(gunicorn("directory.wsgi", env=environ(url, **more, **own)))
            for url, own in ((pool.url, {"PGBOUNCER": "1"}), (listed, {}))
        ]
        _settle(webs, [(both.primary, 0), (both.replica, 1)])
        yield stack.enter_context(_served(folder, webs, pool))


@contextmanager
def pooled_machines(folder: Path, both: Cluster, **more: str) -> Iterator[Site]:
    """nginx before two gunicorns, both of which reach the primary through one PgBouncer."""
    more = {"DATABASE_REPLICA_URLS": both.replica.url(), "PGBOUNCER": "1", **more}
    folder.mkdir()
    with ExitStack() as stack:
        pool = stack.enter_context(pooler(folder / "pool", both.primary))
        webs = [
            stack.enter_context(gunicorn("directory.wsgi", env=environ(pool.url, **more)))
            for _machine in range(2)
        ]
        yield stack.enter_context(_served(folder, webs, pool))


@contextmanager
def _served(folder: Path, webs: list[str], pool: Pooler | None) -> Iterator[Site]:
    # The last one keeps what stands behind the name in deploy/nginx.conf.
    front = Front(folder / "front", " max_fails=2 fail_timeout=5s; server ".join(webs))
    front.start()
    try:
        yield Site(front, [int(web.rpartition(":")[2]) for web in webs], pool)
    finally:
        front.kill()


def on_core(pid: int, core: int) -> None:
    """Let a process, its threads and its children run on one core; on any if there is but one."""
    cores = sorted(os.sched_getaffinity(0))
    own = {cores[core % len(cores)]}
    below = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    os.sched_setaffinity(pid, own)
    for child in below.stdout.split():
        with suppress(ProcessLookupError):  # what a server does beside its work ends soon
            os.sched_setaffinity(int(child), own)


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
