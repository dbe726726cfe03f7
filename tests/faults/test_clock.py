"""The clock of a web machine moves while it works: nothing is saved with a wrong time, or lost."""

from __future__ import annotations

import re

import pytest

from tests.faults import proof
from tests.faults.people import Browser
from tests.outages.conftest import until

pytestmark = pytest.mark.once("the clock that moves is that of a web process")
HOUR, DAY = 3600, 24 * 3600
SAYS = r"^the clock of this machine is ([\d,]+) s (ahead of|behind) that of the database\n$"
REFUSED = {(503, "Nothing can be saved just now")}


@pytest.mark.parametrize(
    ("number", "kind", "seconds", "side"),
    [
        (4, "review", 2 * DAY, "ahead of"), (5, "claim", -2 * DAY, "behind"),
        (6, "decision", HOUR, "ahead of"), (7, "proposal", 2 * DAY, "ahead of"),
    ],
)  # fmt: skip
def test_who_writes_reads_why_not_and_goes_on_when_the_clock_is_right(
    place, people, number, kind, seconds, side
):
    trip, reader = getattr(people, kind)(number), Browser(place.port)
    trip.done.append(trip.steps.pop(0)())
    with place.ahead(seconds):
        assert reader.ask(f"/clinics/{people.clinics[number]}/").status == 200
        assert reader.ask("/search/").status == 200
        assert trip.go() is False
        assert {seen[:2] for seen in trip.failed} == REFUSED
        assert reader.ask("/readyz").status == 503
        [(difference, told)] = re.findall(SAYS, reader.page)
        assert (int(difference.replace(",", "")), told) == (
            pytest.approx(abs(seconds), abs=9),
            side,
        )
    until(place.is_ready, "it is never ready again")
    assert trip.go(), trip.failed
    with place.inside():
        assert (proof.lost(trip.done), proof.half()) == ([], [])
