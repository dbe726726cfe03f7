"""People behind nginx while something breaks: readers, and one who acts of each kind."""

from __future__ import annotations

import http.client
import os
import random
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from tests.bench.cluster.machines import inside
from tests.deploy.proxy import NAME
from tests.faults import proof
from tests.faults.people import SECONDS, Browser, Cast, Done, Seen, Trip
from tests.faults.watching import Readers, seconds_of_errors, what_was_seen
from tests.outages.cluster import Node
from tests.outages.conftest import until

KINDS = ("review", "claim", "proposal", "decision")
PATHS = ("/", "/search/?near=33444", "/clinics/fault-0/", "/api/v1/clinics", "/guide/")
READERS = 3
PAUSE = 1.5
"""Seconds between two trips of one person."""
ODD = 3
"""After so many answers that speak of no outage, somebody gives a trip up: what they had begun is
gone."""
ANY = "any"
"""The network of somebody who comes from another one each time: one alone would ask too often."""
CONTEXT = ssl.create_default_context()
CONTEXT.check_hostname, CONTEXT.verify_mode = False, ssl.CERT_NONE  # each nginx has one of its own


class Tls(http.client.HTTPConnection):
    """A connection to nginx under the site's name."""

    def connect(self) -> None:
        """Connect, and speak TLS from then on."""
        super().connect()
        self.sock = CONTEXT.wrap_socket(self.sock, server_hostname=NAME)


@dataclass
class Secure(Browser):
    """A browser that asks nginx. `more`: what else it says."""

    more: dict[str, str] = field(default_factory=dict)

    def connected(self) -> Tls:
        """What its requests go through."""
        part = partial(random.randrange, 1, 250)
        network = f"127.{part()}.{part()}.{part()}" if self.network == ANY else self.network
        return Tls("127.0.0.1", self.port, timeout=SECONDS, source_address=(network, 0))

    def own_head(self) -> dict[str, str]:
        """What it says beside cookies."""
        where = f"{NAME}:{self.port}"
        return {"Host": where, "Origin": f"https://{where}", **self.more}


class Try(NamedTuple):
    """A step of a trip: when it was asked for, when it was answered, and whether well."""

    asked: float
    came: float
    is_done: bool


class Visit:
    """What they do and see."""

    def __init__(self, port: int, trips: dict[str, Iterator[Trip]]) -> None:
        self.going: list[Trip] = []
        self.tries: dict[str, list[Try]] = {kind: [] for kind in trips}
        self._ends = threading.Event()
        self.readers = Readers(port, PATHS, readers=READERS, browser=Secure)
        self._actors = [
            threading.Thread(target=self._act, args=one, daemon=True) for one in trips.items()
        ]
        for actor in self._actors:
            actor.start()

    def end(self) -> None:
        """Let each finish what is being answered."""
        self._ends.set()
        for actor in self._actors:
            actor.join()
        self.readers.stop()

    @property
    def done(self) -> list[Done]:
        """What the site said that it had done."""
        return [one for trip in self.going for one in trip.done]

    def since(self, moment: float, kind: str) -> list[Try]:
        """What somebody tried from a moment on."""
        return [one for one in self.tries[kind] if one.came >= moment]

    def await_all(self) -> None:
        """Wait until each of them has been answered well twice from now on."""
        for kind, tries in self.tries.items():
            known = len(tries)
            until(
                lambda tries=tries, known=known: sum(one.is_done for one in tries[known:]) > 1,
                f"nobody goes on: {kind}: {[trip.failed[-3:] for trip in self.going[-4:]]}",
            )

    def _act(self, kind: str, trips: Iterator[Trip]) -> None:
        for trip in trips:
            self.going.append(trip)
            odd = 0
            while trip.steps and odd < ODD and not self._ends.is_set():
                known, asked = len(trip.failed), time.monotonic()
                trip.go()
                failed = trip.failed[known:]
                is_done = not failed or (0 < failed[0].status < 400)
                odd += bool(failed and 0 < failed[0].status < 500)
                self.tries[kind].append(Try(asked, time.monotonic(), is_done))
                if failed:
                    time.sleep(0.1)
            if self._ends.wait(PAUSE):
                return


class Crowd:
    """The cast, which has so much to do in all."""

    def __init__(self, people: Cast) -> None:
        self.people = people
        self._trips = {kind: people.trips(kind) for kind in KINDS}

    def go_to(self, port: int) -> None:
        """Let all of them ask there from now on."""
        people = self.people
        people.port = port
        for browser in (*people.admins, *people.claimants, people.moderator):
            browser.port = port

    def take(self, kind: str) -> Trip:
        """The next trip of a kind."""
        return next(self._trips[kind])

    @contextmanager
    def visiting(self, kinds: Sequence[str] = KINDS) -> Iterator[Visit]:
        """Let them read and act in the block, and for a moment before it."""
        visit = Visit(self.people.port, {kind: self._trips[kind] for kind in kinds})
        try:
            time.sleep(1.5)
            yield visit
        finally:
            visit.end()


class Row:
    """A line of the table."""

    HEAD = (
        "| fault | moments | acknowledged | lost | half there | seconds of errors for readers "
        "| for writers | longest answer, s | readers saw | writers saw |\n"
        "|---|---|---|---|---|---|---|---|---|---|"
    )

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.numbers = {"moments": 0, "acknowledged": 0, "lost": 0, "half": 0}
        self.reading: list[float] = []
        self.writing: list[float] = []
        self.longest = 0.0
        self.readers: list[Seen] = []
        self.writers: list[Seen] = []

    def add(self, visit: Visit, since: float, primary: Node) -> list[Done]:
        """Count one moment; what was acknowledged and is not there."""
        with inside(primary):
            lost, half = proof.lost(visit.done), proof.half()
        readings = visit.readers.since(since)
        for name, many in (("moments", 1), ("acknowledged", len(visit.done)), ("lost", len(lost)),
                           ("half", len(half))):  # fmt: skip
            self.numbers[name] += many
        self.reading.append(seconds_of_errors(readings))
        self.writing.append(max(_seconds(visit.since(since, kind)) for kind in visit.tries))
        self.longest = max(self.longest, *(one.came - one.asked for one in readings))
        self.readers += [one.seen for one in readings if one.seen.status != 200]
        self.writers += [one for trip in visit.going for one in trip.failed
                         if not 0 < one.status < 400]  # fmt: skip
        return lost

    def __str__(self) -> str:
        numbers = " | ".join(f"{number:,}" for number in self.numbers.values())
        return (f"| {self.fault} | {numbers} | {_middle(self.reading)} | {_middle(self.writing)} "
                f"| {self.longest:.1f} | {what_was_seen(self.readers)} "
                f"| {what_was_seen(self.writers)} |")  # fmt: skip


def tell(row: Row) -> None:
    """Print a line as soon as it is known."""
    print(row, f"<!-- load {os.getloadavg()[0]:.1f} -->", flush=True)


def _seconds(tries: list[Try]) -> float:
    """From the first failure until the next success was there."""
    failed = [one for one in tries if not one.is_done]
    if not failed:
        return 0.0
    good = [one.came for one in tries if one.is_done and one.asked >= failed[-1].asked]
    return min(good, default=failed[-1].came) - failed[0].asked


def _middle(seconds: list[float]) -> str:
    ordered = sorted(seconds) or [0.0]
    middle = ordered[len(ordered) // 2]
    return f"{middle:.1f} ({ordered[0]:.1f}–{ordered[-1]:.1f})"
