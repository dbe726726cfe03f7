"""A commit that nobody heard: all is there, and nobody reads that nothing is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults import place as places
from tests.faults import proof
from tests.faults.people import seen_of
from tests.faults.test_killed import held, waits
from tests.outages.conftest import until

pytestmark = pytest.mark.once("the server that is killed is the embedded one")


def acknowledge(place, *, by: str) -> None:
    """Let a commit wait until another server has it: one that is not there."""
    place.run(f"alter system set synchronous_standby_names = '{by}'")
    place.run("select pg_reload_conf()")
    until(lambda: place.run("show synchronous_standby_names") == [(by,)], "it is not set")


def test_a_proposal_whose_commit_nobody_heard_is_kept_whole(place, people):
    trip, path = people.proposal(11), f"/my/clinics/{people.clinics[11]}/review/"
    trip.done.append(trip.steps.pop(0)())
    browser = people.admins[11]
    seen = seen_of(browser.must(path))
    with ThreadPoolExecutor(1) as acting:
        with held(place, "clinics_proposedchange"):
            going = acting.submit(browser.ask, path, {"seen": seen, "note": ""})
            until(lambda: waits(place), "nobody writes")
            acknowledge(place, by="nobody")
        until(lambda: place.backends("wait_event = 'SyncRep'"), "nobody commits")
        places.kill(*place.backends("wait_event = 'SyncRep'"))
        answer = going.result()
    places.wait_until_ready(place)
    acknowledge(place, by="")
    assert (answer.status, answer.words) == (503, "We will be back in a moment")
    assert "Nothing was saved" not in browser.page
    with place.inside():
        assert proof.lost([*trip.done, ("proposal sent", people.clinics[11])]) == []
        assert proof.half() == []
