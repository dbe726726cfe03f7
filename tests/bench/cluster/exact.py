"""Whether what people read is what was so: each answer beside those that the primary gave.

A moderator decides one thing after the other. After each, the primary is asked at random addresses:
that is the state. What a reader gets at one of them must be what one state says, letter by letter,
and no older than a replica may be. What somebody gets who has just written must be the newest.
"""

from __future__ import annotations

import hashlib
import random
import re
import threading
import time
import uuid
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.core import signing

from directory.databases.positions import BEYOND
from tests.bench.cluster.crowd import ANY, Crowd, Secure
from tests.clinics.reviews.test_pages_write import TYPED
from tests.directory.test_search_property import random_parameters
from tests.faults.people import TOKEN, Browser, Unanswered

RANDOM, OWN, READERS = 10, 3, 2
"""So many random questions, each as page and to the API; so many of them are asked by whoever just
wrote; so many readers."""
SECRET = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


class Reading(NamedTuple):
    """What a reader got: when it was asked for and when it came."""

    path: str
    asked: float
    came: float
    said: str


@dataclass(frozen=True)
class State:
    """What the primary says: since a decision that was asked for and acknowledged then."""

    asked: float
    done: float
    said: dict[str, str]


class Witness:
    """Whoever decides, and looks whether all is right."""

    def __init__(self, crowd: Crowd, seed: int) -> None:
        self._crowd, self._port = crowd, crowd.people.port
        self._random = random.Random(seed)
        self.states: list[State] = []
        self.readings: list[Reading] = []
        self.own = self.own_wrong = 0
        asked = [urlencode(random_parameters(self._random)) for _number in range(RANDOM)]
        asked += ["condition=crps&offers=any&sort=rating&page_size=100", "q=Decided"]
        self._paths = [f"{page}?{one}" for one in asked for page in ("/search/", "/api/v1/clinics")]
        self._ends = threading.Event()
        signer = signing.Signer(salt="directory.databases.positions")
        self._primary = self._browser(f"written={signer.sign(str(BEYOND))}")

    def __enter__(self) -> Witness:
        """Look that all are answered, and alike by primary and replica; then read, and decide."""
        self._look([], 0.0, 0.0)
        reader = self._browser("")
        different = [path for path in self._paths if self._said(reader, path)
                     != self.states[0].said[path]]  # fmt: skip
        assert different == [], different
        self._threads = [threading.Thread(target=self._decide, daemon=True)] + [
            threading.Thread(target=self._read, args=(number,), daemon=True)
            for number in range(READERS)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        """Decide and read no more."""
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def __str__(self) -> str:
        """What was found, in words."""
        ages = [age for one in self.readings if (age := self._age(one)) is not None]
        older = [age for age in ages if age > 0]
        return (
            f"{len(self.states) - 1} decisions; {len(self.readings):,} answers to readers, "
            f"{len(self.readings) - len(ages)} of no state, {len(older):,} of a former state, "
            f"the oldest {max(older, default=0):.1f} s; {self.own:,} answers to whoever had just "
            f"written, {self.own_wrong} of a former state"
        )

    def _age(self, one: Reading) -> float | None:
        """The seconds since when what was read was not so any more; None: it never was."""
        ages = [
            max(0.0, one.asked - after.done) if after else 0.0
            for state, after in zip(self.states, [*self.states[1:], None], strict=True)
            if state.said.get(one.path) == one.said and state.asked <= one.came
        ]
        return min(ages, default=None)

    def _decide(self) -> None:
        while not self._ends.is_set():
            trip = self._crowd.take("decision")
            while trip.steps and not self._ends.is_set():
                asked = time.monotonic()
                try:
                    what, key = trip.steps[0]()
                except Unanswered:
                    time.sleep(0.1)
                    continue
                trip.steps.pop(0)
                self._look([self._page(what, int(key))], asked, time.monotonic())

    def _page(self, what: str, key: int) -> str:
        """Of the clinic that a decision was about."""
        people = self._crowd.people
        cases = people.changes if what == "proposal approved" else people.reviews
        return f"/clinics/decided-{cases.index(key)}/"

    def _look(self, pages: list[str], asked: float, done: float) -> None:
        """Read as somebody who has just written; then note the state."""
        paths = self._random.sample(self._paths, OWN) + pages
        admin = self._crowd.people.admins[-1]  # the moderator's next page says what was decided
        signed_in = [self._said(admin, path) for path in pages]
        writer = self._browser(self._written())
        seen = [self._said(writer, path) for path in paths]
        said = {path: self._said(self._primary, path) for path in [*self._paths, *pages]}
        self.own += len(paths) + len(pages)
        self.own_wrong += sum(said[path] != one for path, one in zip(paths, seen, strict=True))
        self.own_wrong += sum(self._said(admin, path) != one
                              for path, one in zip(pages, signed_in, strict=True))  # fmt: skip
        self.states.append(State(asked, done, said))

    def _written(self) -> str:
        """The cookie of somebody who writes a review now."""
        slug = self._random.choice(self._crowd.people.clinics)
        typed = TYPED | {"email": f"{uuid.uuid4().hex}@mail.example"}
        browser = self._browser("")
        browser.must(f"/clinics/{slug}/review/", typed)
        return re.findall(r"written=[^;]+", browser.head["set-cookie"])[0]

    def _read(self, number: int) -> None:
        reader, rng = self._browser(""), random.Random(number)
        while not self._ends.is_set():
            path, asked = rng.choice(self._paths), time.monotonic()
            said = self._said(reader, path)
            self.readings.append(Reading(path, asked, time.monotonic(), said))

    def _browser(self, cookie: str) -> Secure:
        head = {"Cookie": f"csrftoken={TOKEN}; {cookie}".rstrip("; ")}
        return Secure(self._port, ANY, more=head)

    @staticmethod
    def _said(browser: Browser, path: str) -> str:
        """A status, and what stands on the page."""
        seen = browser.ask(path)
        return f"{seen.status} {hashlib.sha256(SECRET.sub(b'', browser.body)).hexdigest()}"
