"""The embedded server comes back by itself when it has died; a stopped one stays stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from directory.devserver.database import PROJECT
from tests.outages.conftest import until
from tests.test_database import (  # noqa: F401  (fixtures)
    filled,
    folder,
    pattern,
    pid_of,
    row_of,
    server,
    server_at,
)

pytestmark = pytest.mark.once("the server that is killed is the embedded one")
WATCH = """
import logging, pathlib, sys
from directory.devserver.embedded import Server, server
from directory.devserver.watch import watch
server.ANSWER_SECONDS = 1
logging.basicConfig(format="%(message)s")
watch(Server.of(pathlib.Path(sys.argv[1])), "kept", is_orphan=lambda: False)
"""
DIED = "The database server has died. It is started again.\n"


@pytest.fixture
def watcher(server) -> Iterator[subprocess.Popen[str]]:  # noqa: F811
    """A process that watches the server."""
    watcher = subprocess.Popen(
        [sys.executable, "-c", WATCH, server.project], cwd=PROJECT, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    yield watcher
    watcher.kill()
    watcher.communicate()


def test_a_killed_server_is_started_again_with_one_line_each(server, watcher):  # noqa: F811
    killed = pid_of(server)
    os.kill(killed, signal.SIGKILL)
    until(lambda: server.has("kept") and pid_of(server) != killed, "the server stayed away")
    assert row_of(server) == "Zürich"
    assert watcher.stderr.readline() == DIED
    assert watcher.stderr.readline().startswith("The database server runs again, after ")
    watcher.send_signal(signal.SIGINT)
    assert (watcher.wait(10), watcher.stderr.read()) == (0, "")


def test_what_keeps_it_from_starting_is_said_until_it_starts(server, watcher):  # noqa: F811
    place = server.sockets / ".s.PGSQL.5432"
    place.unlink()
    with socket.socket(socket.AF_UNIX) as squatter:
        squatter.bind(str(place))
        squatter.listen()
        os.kill(pid_of(server), signal.SIGKILL)
        assert watcher.stderr.readline() == DIED
        assert watcher.stderr.readline() == (
            f"Another program holds the socket {place}: end it first. The next attempt is in 1 s.\n"
        )
    until(lambda: server.has("kept"), "the server stayed away")


def test_only_a_server_that_nobody_stopped_has_died(server):  # noqa: F811
    assert server.has_died() is False
    os.kill(pid_of(server), signal.SIGKILL)
    until(server.has_died, "it is not noticed")
    server.start("kept")
    server.stop()
    assert server.has_died() is False
