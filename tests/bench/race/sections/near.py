"""The questions of the site around a place, beside the bare nearest twenty."""

from __future__ import annotations

from typing import Any

from django.db import connection

from directory.search.columns.feed import MOST, SINCE, Snapshot, now
from directory.search.columns.rows import binary_cursor
from directory.search.question import Question
from directory.search.search import search
from tests.bench.race.asked import MILES, Q1, Q2, centres, near
from tests.bench.race.clock import Call, in_turns, yardstick
from tests.bench.race.peers.nearest import by_django, connected, prepared

ROUNDS = 5
CPU, BARE, PREPARED, FEED = "cpu", "nearest 20, Django's cursor", "the same, prepared", "the feed"
FIRST, SECOND, VERIFIED = "Q1: 25 miles", "Q2: two ticks", "one tick, verified"
ASKED: dict[str, tuple[str, int]] = {
    FIRST: (Q1, MILES),
    SECOND: (Q2, MILES),
    VERIFIED: ("&staff=anesthesiologist&verified=1", MILES),
    "50 miles, by rating": ("&sort=rating", 50),
    "50 miles, by price, at most $2,000": ("&sort=course_price&max_course_price=2000", 50),
    "25 miles, page 50": ("&page=50", MILES),
    "250 miles": ("", 250),
}


def measure(size: int) -> dict[str, Any]:
    """Milliseconds by name and town: all in turns (`mixed`), and two alone (`alternating`)."""
    towns = centres()
    asked = {name: [near(town, rest, miles=miles) for town in towns]
             for name, (rest, miles) in ASKED.items()}  # fmt: skip
    found = {name: [search(one).count for one in some] for name, some in asked.items()}
    points = [one.area.point for one in asked[FIRST] if one.area]
    own, seen = connected(), now(connection.cursor())
    bare: dict[str, Call] = {BARE: lambda i: by_django(points[i])}
    ours = {name: _searches(some) for name, some in asked.items()}
    rest: dict[str, Call] = {
        CPU: yardstick, PREPARED: lambda i: prepared(own, points[i]), FEED: lambda _: _feed(seen),
    }  # fmt: skip
    mixed = in_turns({**bare, **rest, **ours}, range(len(towns)), rounds=ROUNDS)
    alternating = {
        name: in_turns({**bare, name: ours[name]}, range(len(towns)), rounds=ROUNDS)
        for name in (FIRST, SECOND, VERIFIED)
    }
    own.close()
    return {"mixed": mixed, "alternating": alternating, "found": found}


def _searches(some: list[Question]) -> Call:
    return lambda i: search(some[i])


def _feed(seen: Snapshot) -> None:
    """The query that every search begins with, when nothing has changed."""
    cursor = binary_cursor(connection)
    cursor.execute(SINCE, [seen.since, list(seen.open), MOST])
    cursor.fetchone()
