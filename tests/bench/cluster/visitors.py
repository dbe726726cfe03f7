"""Readers and writers, in a closed loop, and what they saw."""

from __future__ import annotations

import http.client
import random
import statistics
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from urllib.parse import urlencode

from tests.clinics.reviews.cast import WORDS
from tests.clinics.reviews.test_pages_write import TYPED
from tests.deploy.proxy import NAME, Proxy

TOKEN = "a" * 32


@dataclass
class Seen:
    """(when, what, status, seconds) of each request; 0: no answer at all."""

    rows: list[tuple[float, str, int, float]] = field(default_factory=list)

    def count(self, what: str) -> int:
        """How many were answered well."""
        return sum(r[1] == what and r[2] == 200 for r in self.rows)

    def bad(self) -> Counter[str]:
        """How many of which failure."""
        return Counter(f"{r[1]} {r[2]}" for r in self.rows if r[2] != 200)

    def milliseconds(self, what: str) -> tuple[float, float]:
        """Median and 99th percentile, of those answered well."""
        took = sorted(1000 * r[3] for r in self.rows if r[1] == what and r[2] == 200)
        if len(took) < 2:
            return (0.0, 0.0)
        return statistics.median(took), statistics.quantiles(took, n=100, method="inclusive")[-1]


@contextmanager
def visitors(proxy: Proxy, slugs: list[str], *, readers: int, writers: int) -> Iterator[Seen]:
    """Let them visit in the block."""
    seen, is_over = Seen(), Event()
    threads = [
        Thread(target=_visit, args=(proxy, slugs, seen, is_over, number, number >= readers))
        for number in range(readers + writers)
    ]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def _visit(
    proxy: Proxy, slugs: list[str], seen: Seen, is_over: Event, number: int, writes: bool
) -> None:
    rng = random.Random(f"{number} {time.time_ns()}")
    while not is_over.is_set():
        # Each request comes from another network: one alone would soon ask too often.
        source = f"127.{rng.randrange(1, 250)}.{rng.randrange(1, 250)}.{rng.randrange(1, 250)}"
        what, asked = _written(rng, slugs, proxy) if writes else _read(rng, slugs)
        began = time.monotonic()
        try:
            answer = proxy.ask(**asked, source=source)
            status = answer.status
        except (OSError, http.client.HTTPException):
            status = 0
        seen.rows.append((began, what, status, time.monotonic() - began))
        if status != 200:
            time.sleep(0.1)


def _read(rng: random.Random, slugs: list[str]) -> tuple[str, dict]:
    zip_code = rng.choice(["33444", "10001", "60601", "90012", "77002"])
    return rng.choice([
        ("search", {"path": f"/search/?near={zip_code}"}),
        ("page", {"path": f"/clinics/{rng.choice(slugs)}/"}),
        ("API", {"path": f"/api/v1/clinics?near={zip_code}"}),
    ])  # fmt: skip


def _written(rng: random.Random, slugs: list[str], proxy: Proxy) -> tuple[str, dict]:
    mark = uuid.UUID(int=rng.getrandbits(128)).hex
    typed = TYPED | {"words": f"{WORDS} {mark}", "email": f"{mark}@example.org"}
    return "review", {
        "path": f"/clinics/{rng.choice(slugs)}/review/", "method": "POST",
        "body": urlencode(typed).encode(),
        "headers": {
            "Cookie": f"csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"https://{NAME}:{proxy.tls}",
        },
    }  # fmt: skip
