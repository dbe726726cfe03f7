"""A whole site in a folder: its own PostgreSQL and what watches it, gunicorn and what restarts it.

gunicorn runs with gunicorn.conf.py, two processes of four threads, on a socket that stays while it
is started again, as deploy/ has systemd do it. The server is watched as `serve` does it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection

from directory.devserver.database import PROJECT
from directory.devserver.embedded import Server
from directory.devserver.embedded.home import apart_from
from tests import databases
from tests.outages.conftest import until

NAME = "site"
WATCH = """
import os, pathlib, sys
from directory.devserver.embedded import Server
from directory.devserver.watch import watch
owner = os.getppid()
watch(Server.of(pathlib.Path(sys.argv[1])), "site", is_orphan=lambda: os.getppid() != owner)
"""


class Place:
    """The processes of one site."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.server = folder, Server.of(folder)
        self.log = folder / "gunicorn.log"
        self.clock = folder / "clock"
        self.port = 0
        self._listener: socket.socket | None = None
        self._gunicorn: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None
        self._wanted: threading.Event = threading.Event()
        self._keeper: threading.Thread | None = None

    @property
    def url(self) -> str:
        """DATABASE_URL of the site."""
        return f"postgres:///{NAME}?user=postgres&host={quote(str(self.server.sockets), safe='/')}"

    def fill(self, source: str) -> None:
        """Make the server, with a copy of a database of the tests' own server."""
        self.server.start(NAME)
        programs = self.server.programs.folder
        known = connection.settings_dict
        dump = subprocess.Popen(
            [programs / "pg_dump", "--format=custom", "--compress=0", "--no-owner",
             "--host", known["HOST"], "--port", known["PORT"] or "5432",
             "--username", known["USER"], source],
            stdout=subprocess.PIPE, cwd="/",
        )  # fmt: skip
        subprocess.run(
            [programs / "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
             "--host", self.server.sockets, "--username", "postgres", "--dbname", NAME],
            stdin=dump.stdout, check=True, cwd="/",
        )  # fmt: skip
        assert dump.stdout
        dump.stdout.close()
        assert dump.wait() == 0

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Send this process's own connections to the site's database for a while."""
        host = connection.settings_dict["HOST"]
        former = databases.use(NAME)
        connection.settings_dict["HOST"] = str(self.server.sockets)
        try:
            yield
        finally:
            databases.use(former)
            connection.settings_dict["HOST"] = host

    def open(self, **environ: str) -> None:
        """Start to watch and to serve; return once the site answers."""
        if self._listener is None:  # it stays while the site is closed
            self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
            self.port = self._listener.getsockname()[1]
        with (self.folder / "watch.log").open("ab") as log:
            self._watcher = subprocess.Popen(
                [sys.executable, "-c", WATCH, self.folder], cwd=PROJECT, stderr=log
            )
        self._wanted.set()
        self._keeper = threading.Thread(target=self._keep, args=(environ,), daemon=True)
        self._keeper.start()
        until(self.is_ready, "the site never answered")

    def environment(self, **environ: str) -> dict[str, str]:
        """That of a process of the site."""
        return os.environ | {
            "DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "tests.faults.served",
            "SECRET_KEY": settings.SECRET_KEY, "DEMO": "1", "DATA_FOLDER": "",
            "MEDIA_ROOT": str(self.folder / "media"), "LOG_LEVEL": "WARNING",
            "CLOCK": str(self.clock), **environ,
        }  # fmt: skip

    def _keep(self, environ: dict[str, str]) -> None:
        """What systemd does: start gunicorn, and start it again whenever it has ended."""
        assert self._listener
        with self.log.open("ab") as log:
            while self._wanted.is_set():
                self._gunicorn = subprocess.Popen(
                    [sys.executable, "-m", "gunicorn", "--bind",
                     f"fd://{self._listener.fileno()}", "directory.wsgi"],
                    cwd=PROJECT, pass_fds=[self._listener.fileno()], stdout=log, stderr=log,
                    env=self.environment(**environ),
                )  # fmt: skip
                self._gunicorn.wait()

    def close(self) -> None:
        """End gunicorn and what watches the server."""
        self._wanted.clear()
        workers = self.workers()
        for process in (self._gunicorn, self._watcher):
            if process:
                process.kill()
                process.wait()
        self._gunicorn = None
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self._keeper:
            self._keeper.join()

    def clear(self) -> None:
        """End everything, and leave nothing behind."""
        self.close()
        if self._listener:
            self._listener.close()
        self.server.stop()
        shutil.rmtree(apart_from(self.folder, self.server.account), ignore_errors=True)

    def is_ready(self) -> bool:
        """Whether /readyz is 200."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5) as line:
            line.settimeout(10)
            line.sendall(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return line.recv(64).split(b" ")[1:2] == [b"200"]
        return False

    def master(self) -> int:
        """The process id of gunicorn."""
        assert self._gunicorn
        return self._gunicorn.pid

    def workers(self) -> list[int]:
        """The process ids of those that answer."""
        if not self._gunicorn:
            return []
        with suppress(OSError):
            children = Path(f"/proc/{self._gunicorn.pid}/task/{self._gunicorn.pid}/children")
            return [int(pid) for pid in children.read_text().split()]
        return []

    def postmaster(self) -> int:
        """The process id of the server."""
        return int((self.server.data / "postmaster.pid").read_text().split("\n", 1)[0])

    @contextmanager
    def ahead(self, seconds: int) -> Iterator[None]:
        """Let the clock of gunicorn's machine go wrong for a while; the database keeps the time."""
        self.clock.write_text(str(seconds))
        try:
            yield
        finally:
            self.clock.unlink()

    def run(self, order: str, *values: object) -> list[tuple]:
        """One statement of a connection of its own; a commit waits for no other server."""
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as own:
            own.execute("set synchronous_commit = local")
            done = own.execute(order, values)  # type: ignore[arg-type]
            return done.fetchall() if done.description else []

    def backends(self, where: str = "true") -> list[int]:
        """The processes of the server that serve the site, the busiest first."""
        return [pid for (pid,) in self.run(
            "select pid from pg_stat_activity where datname = current_database()"
            f" and pid <> pg_backend_pid() and {where} order by state <> 'active', query_start desc"
        )]  # fmt: skip


def kill(*pids: int) -> None:
    """`kill -9`; whoever has ended by itself is none the worse."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def kill_backend(place: Place) -> None:
    """One process of the server: PostgreSQL then ends all others, and recovers."""
    kill(*place.backends()[:1])


def kill_backends(place: Place) -> None:
    """All processes that serve the site."""
    kill(*place.backends())


def kill_postmaster(place: Place) -> None:
    """The server itself."""
    kill(place.postmaster())


def kill_worker(place: Place) -> None:
    """One of the two processes that answer."""
    kill(*place.workers()[:1])


def kill_master(place: Place) -> None:
    """gunicorn's first process; the others notice within a second or so, and end."""
    kill(place.master())


KILLS = (kill_backend, kill_backends, kill_postmaster, kill_worker, kill_master)


def wait_until_ready(place: Place) -> float:
    """The seconds until /readyz is 200."""
    began = time.monotonic()
    until(place.is_ready, "the site never came back")
    return time.monotonic() - began
