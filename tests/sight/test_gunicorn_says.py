"""What gunicorn itself writes: lines like ours, and nothing of whoever asked."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import gunicorn
import pytest

pytestmark = pytest.mark.once("no query is made")
ASKED = (
    b"GET /clinics/heron/?q=sorrow HTTP/1.1\r\nHost: sorrow.example\r\n\r\n",
    b"GET /later?sorrow HTTP/1.1\r\nHost: a\r\nX-Sorrow: sorrow\r\n\r\n",
    b"GET /search/?q=sorrow near me HTTP/1.1\r\n\r\n",
    b"GET /sorrow HTTP/9.1\r\n\r\n",
    b"GET /sorrow HTTP/1.1\r\nso rrow: sorrow\r\n\r\n",
)


@contextmanager
def served(folder, *words: str) -> Iterator[tuple[subprocess.Popen, Path]]:
    """gunicorn with an application that breaks, and its socket."""
    door = folder / "site"
    run = [sys.executable, "-m", "gunicorn", "tests.sight.two_faults:app", "-b", f"unix:{door}"]
    environ = os.environ | {"LOG_FORMAT": "json", "HOME": str(folder)}
    server = subprocess.Popen(
        [*run, *words], stderr=subprocess.PIPE, text=True, env=environ, start_new_session=True
    )
    try:
        yield server, door
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.communicate()


def test_every_line_of_gunicorn_is_one_of_ours_and_none_tells_what_was_asked(tmp_path):
    with served(tmp_path, "--workers", "1") as (server, door):
        answers = [ask(door, one)[:12] for one in ASKED]
        os.kill(server.pid, signal.SIGTERM)
        _out, said = server.communicate(timeout=60)
    assert answers == [b"HTTP/1.1 500", b"HTTP/1.1 200", *[b"HTTP/1.1 400"] * 3]
    lines = [json.loads(line) for line in said.splitlines()]
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    assert {line["logger"] for line in lines} == {"gunicorn.error"}
    assert not [line for line in lines if "sorrow" in str(line) or "heron" in str(line)]
    faults = [line for line in lines if "traceback" in line]
    assert [(line["message"], line["traceback"].splitlines()[-1]) for line in faults] == [
        ("Error handling request", "ValueError"), ("Error handling request", "KeyError"),
    ]  # fmt: skip
    warned = [line["message"] for line in lines if line["level"] == "WARNING"]
    assert warned == ["A malformed request was refused."]  # of three in ten seconds, by one process
    begins = [line["message"].partition(":")[0] for line in lines[:3]]
    assert begins == [f"Starting gunicorn {gunicorn.__version__}", "Listening at", "Using worker"]


@pytest.mark.parametrize("is_stopped", [True, False])
def test_a_process_that_is_ended_because_gunicorn_ends_is_not_said_to_lack_memory(
    tmp_path, is_stopped
):
    with served(tmp_path, "--workers", "1", "--graceful-timeout", "1") as (server, door):
        worker = int(ask(door, b"GET /pid HTTP/1.0\r\n\r\n").split()[-1])
        if is_stopped:  # it cannot hear it
            os.kill(worker, signal.SIGSTOP)
        else:
            os.kill(worker, signal.SIGKILL)
            ask(door, b"GET /pid HTTP/1.0\r\n\r\n")  # by the next one
        os.kill(server.pid, signal.SIGINT)
        _out, said = server.communicate(timeout=60)
    lines = [json.loads(line) for line in said.splitlines()]
    told = [(line["level"], line["message"]) for line in lines if f"pid:{worker})" in str(line)]
    assert told == [
        ("INFO", f"Worker (pid:{worker}) did not end in time, and was ended.")
        if is_stopped
        else ("ERROR", f"Worker (pid:{worker}) was sent SIGKILL! Perhaps out of memory")
    ]


def ask(door, request: bytes) -> bytes:
    """What is answered to one request; the server may still be starting."""
    until = time.monotonic() + 60
    with socket.socket(socket.AF_UNIX) as client:
        while client.connect_ex(str(door)) and time.monotonic() < until:
            time.sleep(0.05)
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: client.recv(65536), b""))
