"""The disk of the database is full: readers read on, writers read why, and all goes on after it."""

from __future__ import annotations

import os
import subprocess
from itertools import chain

import pytest

from directory.devserver.embedded import Server
from tests.faults import place as places
from tests.faults import proof
from tests.faults.conftest import anywhere, peopled, place_in
from tests.faults.people import Browser
from tests.outages.conftest import until

pytestmark = [
    pytest.mark.once("the disk is that of the embedded server"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk"),
]
SIZE = "400m"
UNWRITABLE = (503, "Nothing can be saved just now")


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


def fill(place, name: str) -> None:
    """Take all the space that is left."""
    file = place.server.home / name
    with file.open("wb", buffering=0) as out:
        try:
            while out.write(b"\0" * 65536):
                pass
        except OSError:
            return


def test_readers_read_writers_read_why_and_nothing_is_lost(small, post):
    people = peopled(small, post.newest_to, 12)
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
    assert [reader.ask(path).status for path in paths] == [200] * 4

    (small.server.home / "filler").unlink()
    places.wait_until_ready(small)
    assert refused.go(tries=20), refused.failed
    with small.inside():
        assert (proof.lost(known + refused.done), proof.half()) == ([], [])


def test_a_server_that_ended_because_nothing_fitted_comes_back_when_there_is_room(small, post):
    reader, killed = Browser(small.port), small.postmaster()
    fill(small, "filler")

    def has_ended() -> bool:
        try:
            small.run("select pg_switch_wal() from (select txid_current()) as written")
        except Exception:
            return small.server.has_died()
        return False

    until(has_ended, "the server goes on")
    seen = reader.ask("/search/")
    assert (seen.status, seen.words) == (503, "We will be back in a moment")
    assert [reader.ask(free).status for free in ("/healthz", "/")] == [200, 200]
    (small.server.home / "filler").unlink()
    places.wait_until_ready(small)
    assert small.postmaster() != killed
    with small.inside():
        assert proof.half() == []
