"""What one process commits, the very next search of another process shows."""

import pytest

from directory.search.columns import shared
from directory.search.columns.feed import Snapshot
from tests import make
from tests.directory.columns_seen import assert_as_loaded_anew, copies
from tests.directory.feed_readers import all_seen, orders


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("threads", [1, 2])
def test_every_commit_of_other_processes_is_in_the_very_next_search(threads):
    keys = copies(300)
    site = [make.clinic().pk for _ in range(4)] if threads == 2 else []
    with shared.columns_for(None, on=make.today()) as columns:
        assert columns.count == 301 + len(site)
    seen = all_seen(orders(keys, writers=2, edits=40, site=site), threads=threads)
    assert seen.missed == []
    assert seen.checks > 50
    appended = assert_as_loaded_anew()
    assert appended is columns
    assert appended.count > appended.loaded


def test_a_standby_is_asked_from_its_oldest_open_transaction_because_it_lists_none():
    told = ("755:758:755,757", "755:758:")
    primary, standby = Snapshot.of(told[0], False, "a"), Snapshot.of(told[1], True, "a")
    assert (primary.since, primary.open) == ("758", ("755", "757"))
    assert (standby.since, standby.open) == ("755", ())
    assert Snapshot.of("758:758:", False, "a").open == ()
