"""The database stands still, and all its connections with it: the site says so in time."""

from __future__ import annotations

import pytest

from tests.faults import place as places
from tests.faults import proof
from tests.faults.people import Browser
from tests.outages.cluster import standing_still

pytestmark = pytest.mark.once("the server that stands still is the embedded one")
AWAY = (503, "the database does not answer")


def test_nobody_is_sent_to_a_site_whose_database_stands_still(place, people):
    trip, reader = people.proposal(10), Browser(place.port)
    assert trip.go(), trip.failed
    with standing_still(place.server.data):
        assert tuple(reader.ask("/readyz")) == AWAY
        assert reader.ask("/healthz").status == 200
    places.wait_until_ready(place)
    with place.inside():
        assert (proof.lost(trip.done), proof.half()) == ([], [])
