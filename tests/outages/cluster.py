"""A primary of its own with the demo's clinics, and a replica that PostgreSQL keeps true."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from directory.devserver.embedded import Server
from directory.devserver.embedded.home import Account, apart_from, make_private
from directory.devserver.embedded.programs import run_as
from tests.outages.conftest import until

NAME = "clinics"
OWNER = "postgres"


def _leads_to(data: Path, link: Path) -> bool:
    """Whether a link of /proc leads to a folder. A process may have ended meanwhile."""
    try:
        return link.resolve(strict=True) == data
    except OSError:
        return False


def working_in(data: Path) -> list[int]:
    """The processes of the server that has its data there."""
    numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [pid for pid in numbers if _leads_to(data, Path(f"/proc/{pid}/cwd"))]


@contextmanager
def standing_still(data: Path) -> Iterator[None]:
    """Let all processes of a server stand still in the block, and go on after it."""
    pids = working_in(data)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@dataclass(frozen=True)
class Node:
    """One server: its data, and the folder of its socket, which is the `host` of a connection."""

    programs: Path
    account: Account
    data: Path
    sockets: Path

    def url(self, name: str = NAME, *others: Node) -> str:
        """How it is reached; with others, whichever of them can write."""
        hosts = ",".join(quote(str(one.sockets), safe="/") for one in (self, *others))
        writing = "&target_session_attrs=read-write" if others else ""
        return f"postgres:///{name}?user={OWNER}&host={hosts}{writing}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        make_private(self.sockets, self.account)
        self._run("pg_ctl", "start", "--wait", "--pgdata", self.data, "--log",
                  f"{self.data}.log", "--options", "-c listen_addresses= -c port=5432"
                  f" -c unix_socket_directories={self.sockets} -c shared_buffers=64MB"
                  " -c jit=off")  # fmt: skip

    def stop(self) -> None:
        """Stop it at once, if it runs."""
        self._run("pg_ctl", "stop", "--pgdata", self.data, "--mode", "immediate", check=False)

    def kill(self) -> None:
        """`kill -9` of its first process; the others end when they see that."""
        os.kill(self.pid(), signal.SIGKILL)
        until(lambda: not self._are_left(), "processes of the killed server stay")
        # Where nobody reaps what has ended, its number is still taken, and the next start refused.
        for lock in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            lock.unlink()

    def _are_left(self) -> bool:
        """Whether a process still works in its data."""
        return bool(working_in(self.data))

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let all its processes stand still in the block: it takes calls, and says nothing."""
        with standing_still(self.data):
            yield

    def promote(self) -> None:
        """Let a replica be the primary."""
        self._run("pg_ctl", "promote", "--wait", "--pgdata", self.data)

    def pid(self) -> int:
        """Of its first process."""
        return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])

    def run(self, order: str, *values: object) -> list[tuple]:
        """One statement."""
        with psycopg.connect(self.url(), autocommit=True) as own:
            done = own.execute(order, values)  # type: ignore[arg-type]
            return done.fetchall() if done.description else []

    def has_all_of(self, primary: Node) -> bool:
        """Whether it has replayed whatever the primary has written by now."""
        [(position,)] = primary.run("select pg_current_wal_flush_lsn()")
        return bool(self.run("select pg_last_wal_replay_lsn() >= %s::pg_lsn", position)[0][0])

    def copied(self, folder: Path) -> Node:
        """A replica of it, which runs."""
        copy = Node(self.programs, self.account, folder / "replica", folder / "replica-socket")
        make_private(copy.data, self.account)
        self._run("pg_basebackup", "--host", self.sockets, "--username", OWNER, "--pgdata",
                  copy.data, "--write-recovery-conf", "--checkpoint=fast")  # fmt: skip
        copy.start()
        return copy

    def rewound(self, primary: Node) -> None:
        """Come back, killed as it was, as a replica of the one that took its place."""
        source = f"host={primary.sockets} user={OWNER} dbname={NAME}"
        self._run("pg_rewind", "--target-pgdata", self.data, "--source-server", source,
                  "--write-recovery-conf")  # fmt: skip
        self.start()

    def _run(self, program: str, *words: str | Path, check: bool = True) -> None:
        done = run_as(self.account, self.programs / program, *words)
        log = Path(f"{self.data}.log")
        said = log.read_text()[-2000:] if log.exists() else ""
        assert not check or done.returncode == 0, f"{done.stderr}\n{said}"


@dataclass(frozen=True)
class Cluster:
    """Both of them."""

    primary: Node
    replica: Node

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let the replica receive everything in the block, and show nothing of it."""
        self.replica.run("select pg_wal_replay_pause()")
        state = "select pg_get_wal_replay_pause_state()"
        until(lambda: self.replica.run(state) == [("paused",)], "the replica does not pause")
        try:
            yield
        finally:
            until(self._is_resumed, "the replica stays paused")
            self.level()

    def _is_resumed(self) -> bool:
        # What is replayed at last may end whatever reads there, this statement too.
        with suppress(psycopg.errors.SerializationFailure):
            self.replica.run("select pg_wal_replay_resume()")
        with suppress(psycopg.errors.SerializationFailure):
            return self.replica.run("select pg_is_wal_replay_paused()") == [(False,)]
        return False

    def level(self) -> None:
        """Wait until the replica has what the primary has."""
        until(lambda: self.replica.has_all_of(self.primary), "the replica stays behind")


def copy_of(url: str) -> Callable[[Node], None]:
    """What fills a server with the content of another database."""

    def fill(node: Node) -> None:
        dump = [node.programs / "pg_dump", "--format=custom", "--dbname", url]
        restore = [node.programs / "pg_restore", "--no-owner", "--dbname", node.url()]
        made = subprocess.run(dump, capture_output=True, check=True)
        subprocess.run(restore, input=made.stdout, capture_output=True, check=True)

    return fill


@contextmanager
def cluster(fill: Callable[[Node], None]) -> Iterator[Cluster]:
    """Both, with what `fill` writes into the primary."""
    folder = Path(tempfile.mkdtemp(prefix="cluster", dir="/var/tmp"))
    folder.chmod(0o755)
    server = Server.of(folder)
    try:
        server.start(NAME)
        programs = server.programs.within_reach(server.account, server.home)
        primary = Node(programs, server.account, server.data, server.sockets)
        fill(primary)
        both = Cluster(primary, primary.copied(server.home))
        try:
            yield both
        finally:
            both.replica.stop()
            both.primary.stop()
    finally:
        shutil.rmtree(server.home, ignore_errors=True)
        shutil.rmtree(apart_from(server.project, server.account), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
