"""How soon others are answered while one laptop attacks: `make bench`, or this file by itself.

Printed, not asserted: the seconds of `/healthz` and of a small page for somebody else, with and
without each attack, on the whole site (two processes of four threads), behind nginx and without.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.attacks.sockets import Line, lines
from tests.deploy.proxy import NAME, gunicorn, proxy

pytestmark = [pytest.mark.bench]
HOST = f"Host: {NAME}\r\n".encode()
ATTACKS = {
    "nothing": (0, b""),
    "60 half-sent requests": (60, b"GET / HTTP/1.1\r\n" + HOST + b"X-a: b\r\n"),
    "30 slow bodies": (30, b"POST /add/ HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\na"),
    "40 silent sockets": (40, b""),
    "1,000 idle sockets": (1000, b""),
}
PATHS = ("/healthz", "/robots.txt")
ASKED = 40


def seconds(line_of, path: str) -> list[float]:
    """How long each of ASKED visitors waits for an answer, connection included; sorted."""
    took = []
    for _ in range(ASKED):
        start = time.monotonic()
        with line_of() as line:
            line.socket.settimeout(5)
            line.send(f"GET {path} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
            with suppress(TimeoutError):
                line.answer()
        took.append(time.monotonic() - start)
    return sorted(took)


@contextmanager
def attacked(port: int, many: int, sent: bytes, **options) -> Iterator[None]:
    """One address opens that many connections and sends that on each, and a byte more."""
    with lines(port, many, source="127.0.7.1", **options) as found:
        for piece in (sent, b"x" if sent else b""):
            for line in found:
                line.send(piece)
        yield


def test_others_are_answered_while_one_laptop_attacks(tmp_path):
    settings = os.environ | {"PROXY": "1", "ALLOWED_HOSTS": NAME, "DEMO": "1"}
    with (
        gunicorn("directory.wsgi", env=settings, stderr=subprocess.DEVNULL) as where,
        proxy(tmp_path, where) as front,
    ):
        alone = int(where.split(":")[1])
        ways = {
            "through nginx": (front.tls, {"tls": front.context}, lambda: front.line("127.0.7.2")),
            "gunicorn alone": (alone, {}, lambda: Line(alone, "127.0.7.2")),
        }
        for path in PATHS:
            seconds(ways["gunicorn alone"][2], path)  # the first of a process take longer
        print(f"\nload {os.getloadavg()[0]:.1f}; seconds: median and most of", *PATHS)
        for way, (port, options, line_of) in ways.items():
            for name, (many, sent) in ATTACKS.items():
                with attacked(port, many, sent, **options):
                    took = [seconds(line_of, path) for path in PATHS]
                figures = [(statistics.median(one), one[-1]) for one in took]
                print(f"{way:18}{name:24}", *(f"{a:9.3f}{b:8.3f}" for a, b in figures))
