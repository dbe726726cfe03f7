"""The disk of the database is full: readers read on, writers read why, and all goes on after it."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from itertools import chain

import psycopg
import pytest

from directory.devserver.embedded import Server
from tests.faults import place as places
from tests.faults import proof
from tests.faults.conftest import anywhere, peopled, place_in
from tests.faults.people import Browser, Seen
from tests.outages.conftest import until

pytestmark = [
    pytest.mark.once("the disk is that of the embedded server"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk"),
]
SIZE = "400m"
UNWRITABLE = (503, "Nothing can be saved just now")
FULL = (503, "the disk of the database is full")
AWAY = (503, "the database does not answer")


@pytest.fixture(scope="module")
def small(source, django_db_blocker, post):
    """A site whose database has a small disk of its own."""
    with django_db_blocker.unblock(), anywhere() as folder:
        folder.chmod(0o755)
        disk, owner = folder / ".postgres", Server.of(folder).account
        disk.mkdir()
        said = f"size={SIZE},mode=700,uid={owner.uid},gid={owner.gid}"
        mount = ["mount", "-t", "tmpfs", "-o", said, "small disk", disk]
        if subprocess.run(mount, check=False).returncode:
            pytest.skip("this machine does not let root mount a small disk")
        try:
            with place_in(folder, source) as place:
                place.open(EMAIL_URL=post.url)
                yield place
        finally:
            subprocess.run(["umount", disk], check=True)


@pytest.fixture(scope="module")
def people(small, post):
    """Who acts there."""
    return peopled(small, post.newest_to, 12)


def fill(place, name: str) -> None:
    """Take all the space that is left."""
    file = place.server.home / name
    with file.open("ab", buffering=0) as out:
        try:
            while out.write(b"\0" * 65536):
                pass
        except OSError:
            return


def ready(place) -> Seen:
    """What /readyz says."""
    return Browser(place.port).ask("/readyz")


def test_readers_read_writers_read_why_and_nothing_is_lost(small, people):
    known, paths = [], ["/search/", f"/clinics/{people.clinics[0]}/", "/api/v1/clinics", "/"]
    reader, refused = Browser(small.port), None
    fill(small, "filler")
    reviews, decisions = people.trips("review"), people.trips("decision")
    for trip in chain.from_iterable(zip(reviews, decisions, strict=True)):
        trip.go()
        known += trip.done
        if trip.failed:
            refused = trip
            break
    assert refused is not None
    assert {seen[:2] for seen in refused.failed} == {UNWRITABLE}
    until(lambda: ready(small) == FULL, "/readyz does not say that nothing can be saved")
    assert [reader.ask(path).status for path in paths] == [200] * 4

    (small.server.home / "filler").unlink()
    until(lambda: ready(small) == (200, "ok"), "it is never ready again")
    assert refused.go(tries=20), refused.failed
    with small.inside():
        assert (proof.lost(known + refused.done), proof.half()) == ([], [])


def use_up_the_log(place) -> None:
    """Begin one file of the log after the other, and leave no room, until there is no server and
    none can be started. What a crash gives back is taken, too.
    """

    def is_over() -> bool:
        fill(place, "filler")
        with suppress(psycopg.OperationalError):
            place.run("select txid_current(), pg_switch_wal()")
        return "is full: PostgreSQL cannot run there." in said(place)

    until(is_over, "the server lives on")


def test_a_server_that_ended_for_want_of_room_comes_back_once_there_is_room(small, people):
    trip = people.claim(0)
    assert trip.go(), trip.failed
    fill(small, "filler")
    use_up_the_log(small)
    until(small.server.has_died, "the server lives on")
    until(
        lambda: "is full: PostgreSQL cannot run there." in said(small), "nobody tried to start it"
    )
    assert ready(small) == AWAY
    assert Browser(small.port).ask("/search/") == (503, "We will be back in a moment")

    (small.server.home / "filler").unlink()
    places.wait_until_ready(small)
    later = people.claim(1)
    assert later.go(tries=20), later.failed
    with small.inside():
        assert (proof.lost(trip.done + later.done), proof.half()) == ([], [])


def said(place) -> str:
    """What watches the server has said."""
    return (place.folder / "watch.log").read_text()
