"""One question each, many times: without a place, whole states, names, the map from far away."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from clinics.geo import Box
from clinics.models import SearchRow
from directory.search.on_map import on_map
from directory.search.question import Question, ask
from directory.search.search import search
from tests.bench.race.clock import Call, in_turns, yardstick

ROUNDS = 30
CPU = "cpu"
TWO = "condition=crps&insurance=medicare"
ASKED = {
    "nothing asked, by name": "",
    "one tick": "condition=crps",
    "two ticks": TWO,
    "two ticks, verified": f"{TWO}&verified=1",
    "one tick that is confirmed, verified": "staff=anesthesiologist&verified=1",
    "three ticks, checked in 90 days, at most $2,000": f"{TWO}&access=accepting-new-patients"
    "&checked_within=90&max_course_price=2000",
    "one tick, by rating": "condition=crps&sort=rating",
    "one tick, by price": "condition=crps&sort=course_price",
    "one tick, by last check": "condition=crps&sort=checked",
    "two ticks, by match": f"{TWO}&sort=match",
    "one tick, page 50": "condition=crps&page=50",
    "California": "near=California",
    "Los Angeles County": "near=Los Angeles County, CA",
    "250 miles of New York": "near=New York, NY&radius=250",
}
BOXES = {
    "map of the whole country": Box(west=-170, south=15, east=-60, north=72),
    "map of California": Box(west=-125, south=32, east=-114, north=42.1),
    "map around New York": Box(west=-75, south=40, east=-73, north=41.5),
}


def measure(size: int) -> dict[str, Any]:
    """Milliseconds by name; how many each finds."""
    asked = {name: ask(QueryDict(query)) for name, query in (ASKED | _names()).items()}
    calls: dict[str, Call] = {CPU: yardstick}
    calls |= {name: _search(one) for name, one in asked.items()}
    everything = asked["nothing asked, by name"]
    calls |= {name: _map(everything, box) for name, box in BOXES.items()}
    found = {name: search(one).count for name, one in asked.items()}
    found |= {name: on_map(everything, box).count for name, box in BOXES.items()}
    return {"took": in_turns(calls, range(1), rounds=ROUNDS), "found": found}


def _search(question: Question) -> Call:
    return lambda _: search(question)


def _map(question: Question, box: Box) -> Call:
    return lambda _: on_map(question, box)


def _names() -> dict[str, str]:
    """A name that a clinic has, the same with two letters swapped near New York, and one word."""
    row = SearchRow.objects.exclude(words=[]).order_by("name_key")[len(ASKED)]
    first, *others = sorted(row.words, key=len, reverse=True)
    typo = f"{first[:4]}{first[5]}{first[4]}{first[6:]}" if len(first) > 5 else first
    return {
        "a name, in the whole country": f"q={' '.join([first, *others])}",
        "a name with a typing error, near New York":
            f"near=New York, NY&radius=250&q={' '.join([typo, *others])}",
        "one word of many names": f"q={first}",
    }  # fmt: skip
