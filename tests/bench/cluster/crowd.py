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
from tests.faults.people import SECONDS, Browser, Cast, Done, Seen, Trip, Unanswered
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
    """A step of a trip: when it was asked for and answered; None: well, else what was seen."""

    asked: float
    came: float
    failed: Seen | None

    @property
    def is_error(self) -> bool:
        """Whether the site was to blame: an answer of 4xx is one."""
        return self.failed is not None and not 0 < self.failed.status < 500


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
        for kind in self.tries:
            goes_on = partial(self._goes_on, kind, len(self.tries[kind]))
            until(goes_on, f"nobody goes on: {kind}: {self.tries[kind][-3:]}")

    def _goes_on(self, kind: str, known: int) -> bool:
        return [one.failed for one in self.tries[kind][known:]].count(None) > 1

    def _act(self, kind: str, trips: Iterator[Trip]) -> None:
        for trip in trips:
            self.going.append(trip)
            odd = 0
            while trip.steps and odd < ODD and not self._ends.is_set():
                known = len(trip.failed)
                one = self._step(trip)
                self.tries[kind].append(one)
                odd += bool(one.failed and not one.is_error)
                if len(trip.failed) > known:
                    time.sleep(0.1)
            if self._ends.wait(PAUSE):
                return

    @staticmethod
    def _step(trip: Trip) -> Try:
        """Take the next step; it stays the next one if it fails."""
        asked, seen = time.monotonic(), None
        try:
            trip.done.append(trip.steps[0]())
            trip.steps.pop(0)
        except Unanswered as error:
            seen = error.seen
            trip.failed.append(seen)
        return Try(asked, time.monotonic(), seen)


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
        self.writing.append(max(_seconds(visit.since(since, kind), since) for kind in visit.tries))
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


def _seconds(tries: list[Try], since: float) -> float:
    """From the fault, or the first failure after it, until the last one came; 0: nothing failed."""
    failed = [one for one in tries if one.is_error]
    return failed[-1].came - max(since, failed[0].asked) if failed else 0.0


def _middle(seconds: list[float]) -> str:
    ordered = sorted(seconds) or [0.0]
    middle = ordered[len(ordered) // 2]
    return f"{middle:.1f} ({ordered[0]:.1f}–{ordered[-1]:.1f})"
