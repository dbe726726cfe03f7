"""A site of one process and four threads, whose line to the database the test holds."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from django.db import connection

from directory.devserver.database import PROJECT
from tests import databases
from tests.outages.line import Line

WITHIN = 60
"""Seconds; only so that a test that fails ends."""


class Answer(NamedTuple):
    """What a reader got, and after how many seconds."""

    status: int
    head: dict[str, str]
    page: str
    seconds: float


class Site:
    """A running site."""

    def __init__(self, port: int, log: Path, url: str) -> None:
        self.port, self.log, self.url = port, log, url

    def ask(self, path: str, method: str = "GET", *, body: str = "", **head: str) -> Answer:
        """One request on a connection of its own."""
        client = HTTPConnection("127.0.0.1", self.port, timeout=WITHIN)
        began = time.monotonic()
        headers = {name.replace("_", "-"): value for name, value in head.items()}
        client.request(method, path, body or None, headers)
        answer: HTTPResponse = client.getresponse()
        page = answer.read().decode()
        found = {name.lower(): value for name, value in answer.getheaders()}
        client.close()
        return Answer(answer.status, found, page, time.monotonic() - began)

    def said(self) -> list[str]:
        """The lines of its log, without the time."""
        return [line.partition(" ")[2] for line in self.log.read_text().splitlines()]

    def run(self, order: str, *values: object) -> list[tuple]:
        """One statement, straight at the server, past the line."""
        with psycopg.connect(self.url, autocommit=True) as own:
            done = own.execute(order, values)  # type: ignore[arg-type]
            return done.fetchall() if done.description else []

    @contextmanager
    def held(self, table: str) -> Iterator[None]:
        """Let nobody read a table in the block."""
        with psycopg.connect(self.url) as own:
            own.execute(f"lock table {table} in access exclusive mode")  # type: ignore[arg-type]
            yield


def until(is_so: Callable[[], object], what: str) -> None:
    """Wait until something is so; what it was waiting for, if it never is."""
    deadline = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@pytest.fixture(scope="session")
def database(django_db_setup, django_db_blocker, run) -> Iterator[str]:
    """The name of a database with the demo's clinics; a test that changes it mends it."""
    own = databases.name_of("outages")
    with django_db_blocker.unblock():
        databases.copy(databases.made("demo", run), own)
        yield own
        databases.drop(own)


@pytest.fixture(scope="session")
def line() -> Iterator[Line]:
    """The site's line to the server; a test that changes it mends it."""
    with tempfile.TemporaryDirectory(prefix="line") as folder:
        line = Line(Path(folder), connection.settings_dict["HOST"])
        yield line
        line.close()


@pytest.fixture(scope="session")
def site(database, line, tmp_path_factory) -> Iterator[Site]:
    """The site behind the line, which has answered once. Statements may take two seconds."""
    log = tmp_path_factory.mktemp("site") / "log"
    with served(database, str(line.folder), log, STATEMENT_TIMEOUT="2") as site:
        yield site


@contextmanager
def served(
    database: str, host: str, log: Path, *, code: Path = PROJECT, **environ: str
) -> Iterator[Site]:
    """A site that connects to a database by the socket in the folder `host`."""
    with socket.socket() as listener, log.open("w") as written:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        url = f"postgres:///{database}?user={connection.settings_dict['USER']}&host="
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}",
             "--workers", "1", "--log-level", "warning", "directory.wsgi"],
            cwd=code, pass_fds=[listener.fileno()], stderr=written, stdout=written,
            start_new_session=True,
            env=os.environ | {
                "DATABASE_URL": url + host, "DJANGO_SETTINGS_MODULE": "tests.outages.served",
                "SECRET_KEY": "of a test", "DEMO": "1", "DATA_FOLDER": "", **environ,
            },
        )  # fmt: skip
    site = Site(port, log, url + connection.settings_dict["HOST"])
    try:
        assert site.ask("/search/").status == 200, log.read_text()
        yield site
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
