"""How soon others are answered while one laptop attacks: `make bench`, or this file by itself.

Printed, not asserted: the seconds of `/healthz` for somebody else, with and without each attack, on
the whole site (two processes of four threads) behind nginx, and on gunicorn alone.
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
ASKED = 40


def seconds(line_of) -> list[float]:
    """How long each of ASKED visitors waits for /healthz, connection included."""
    took = []
    for _ in range(ASKED):
        start = time.monotonic()
        with line_of() as line:
            line.socket.settimeout(5)
            line.send(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
            with suppress(TimeoutError):
                line.answer()
        took.append(time.monotonic() - start)
    return took


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
        seconds(ways["gunicorn alone"][2])  # the first requests of a process take longer
        print(
            f"\nload {os.getloadavg()[0]:.1f}\n{'':42}{'median':>9}{'p90':>9}{'most':>9}  seconds"
        )
        for way, (port, options, line_of) in ways.items():
            for name, (many, sent) in ATTACKS.items():
                with attacked(port, many, sent, **options):
                    took = sorted(seconds(line_of))
                figures = (statistics.median(took), took[int(ASKED * 0.9)], took[-1])
                print(f"{way:18}{name:24}" + "".join(f"{one:9.3f}" for one in figures))
