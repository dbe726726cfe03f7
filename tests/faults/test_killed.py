"""`kill -9` at named points of a trip: nothing acknowledged is lost, nothing is there by half."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from tests.faults import place as places
from tests.faults import proof
from tests.outages.conftest import until

pytestmark = pytest.mark.once("the server that is killed is the embedded one")
TABLES = {"review": "clinics_review", "claim": "clinics_claim",
          "proposal": "clinics_editdraft", "decision": "clinics_proposedchange"}  # fmt: skip
"""For each trip a table that it writes in the middle of a transaction."""
IN_WORDS = {"We will be back in a moment", "We are very busy just now"}
"""The headings of what people may see; 0 is a connection that was cut."""


@contextmanager
def held(place, table: str) -> Iterator[None]:
    """Let nobody write a table in the block; a server that is killed lets it go."""
    own = psycopg.connect(place.url)
    own.execute(f"lock table {table} in share mode")
    try:
        yield
    finally:
        own.close()


def waits(place) -> bool:
    """Whether a process of the server waits for a lock of a table, or to be acknowledged."""
    return bool(place.backends("(wait_event_type = 'Lock' or wait_event = 'SyncRep')"))


def seen_by(trip) -> set[str]:
    """The headings of what failed, but for connections that were cut."""
    return {seen.words for seen in trip.failed if seen.status}


@pytest.mark.parametrize(
    ("kind", "kill"),
    [
        ("review", places.kill_backend), ("claim", places.kill_worker),
        ("proposal", places.kill_master), ("decision", places.kill_postmaster),
    ],
)  # fmt: skip
def test_killed_inside_of_the_transaction(place, people, kind, kill):
    trip = getattr(people, kind)(0)
    with ThreadPoolExecutor(1) as acting:
        with held(place, TABLES[kind]):
            going = acting.submit(trip.go)
            until(lambda: waits(place), "nobody writes")
            kill(place)
        going.result()
    places.wait_until_ready(place)
    assert seen_by(trip) <= IN_WORDS, trip.failed
    assert trip.go(tries=20), trip.failed
    with place.inside():
        assert (proof.lost(trip.done), proof.half()) == ([], [])
    assert len(trip.done) == 2
