"""Kills at random moments of every trip, and what else can break; prints the table of faults.

`FAULT_MOMENTS` kills a trip (20 unless told; `FAULT_KINDS` names the trips), in turn of a backend,
of all, of the postmaster, of one gunicorn process and of gunicorn itself, while two readers read.
Every acknowledged write must be there afterwards, and whole. The table goes into
docs/reliability.md; `FAULT_TABLE` names a file that it is added to.
"""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clinics.models import Clinic, Event, SearchRow
from directory.devserver.database import PROJECT
from tests.clinics.listfile import write
from tests.faults import place as places
from tests.faults import proof
from tests.faults.conftest import anywhere, bucket, peopled, place_in, post, source
from tests.faults.people import Browser, Cast, Seen, Trip
from tests.faults.place import Place, kill
from tests.faults.test_mail import dies_in_data, says, silent
from tests.faults.watching import Readers, seconds_of_errors, what_was_seen
from tests.outages.conftest import until

__all__ = ["bucket", "post", "source"]  # fixtures

pytestmark = pytest.mark.bench
MOMENTS = int(os.environ.get("FAULT_MOMENTS", "20"))
KINDS = os.environ.get("FAULT_KINDS", "review claim proposal decision").split()
PATHS = ("/", "/search/", "/clinics/fault-0/", "/api/v1/clinics", "/guide/")
ROWS = 300
WORDS_OF_AN_OUTAGE = {"We will be back in a moment", "We are very busy just now",
                      "Nothing can be saved just now",
                      "This cannot be answered just now"}  # fmt: skip


@pytest.fixture(scope="module")
def place(source, django_db_blocker, post, bucket) -> Iterator[Place]:
    """The site, with the time limits of production."""
    with django_db_blocker.unblock(), anywhere() as folder, place_in(folder, source) as place:
        place.open(
            EMAIL_URL=post.url,
            DOCUMENTS_URL=f"s3://key:word@127.0.0.1:{bucket}/papers?scheme=http",
        )  # fmt: skip
        yield place


@pytest.fixture(scope="module")
def people(place, post) -> Cast:
    """Eight clinics a kill: trips go on while the site recovers."""
    return peopled(place, post.newest_to, 8 * MOMENTS)


class Line:
    """A line of the table."""

    def __init__(self, fault: str) -> None:
        self.fault, self.moments = fault, 0
        self.acknowledged, self.lost, self.half = 0, 0, 0
        self.errors: list[float] = []
        self.readers: list[Seen] = []
        self.actors: list[Seen] = []

    def __str__(self) -> str:
        errors = sorted(self.errors) or [0.0]
        middle = errors[len(errors) // 2]
        return (
            f"| {self.fault} | {self.moments} | {self.acknowledged} | {self.lost} | {self.half} "
            f"| {middle:.1f} ({errors[0]:.1f}–{errors[-1]:.1f}) "
            f"| {what_was_seen(self.readers)} | {what_was_seen(self.actors)} |"
        )


HEAD = """
| fault | moments | acknowledged | lost | half there | seconds of errors: median (least–most) \
| readers saw | who wrote saw |
|---|---|---|---|---|---|---|---|"""


@pytest.fixture(scope="module")
def table() -> Iterator[list[Line]]:
    """The lines; printed at the end, into FAULT_TABLE too."""
    lines: list[Line] = []
    yield lines
    text = "\n".join([HEAD, *map(str, lines)])
    print(text)
    print(f"load {os.getloadavg()[0]:.1f}")
    if file := os.environ.get("FAULT_TABLE"):
        with Path(file).open("a") as out:
            out.write(text + "\n")


def act(trips: Iterator[Trip], going: list[Trip], ends: threading.Event) -> None:
    """Make one trip after the other; each step is tried until it is acknowledged."""
    for trip in trips:
        going.append(trip)
        while not trip.go(tries=50) and not ends.is_set():
            pass
        if ends.wait(0.1):
            return


def one_moment(
    place: Place,
    line: Line,
    trips: Iterator[Trip],
    readers: Readers,
    fault: Callable[[Place], None],
) -> None:
    """Act, break something at a random moment, act until the site is there again; then look."""
    going: list[Trip] = []
    ends = threading.Event()
    actor = threading.Thread(target=act, args=(trips, going, ends), daemon=True)
    actor.start()
    time.sleep(random.uniform(0.05, 0.8))
    began = time.monotonic()
    fault(place)
    places.wait_until_ready(place)
    time.sleep(0.5)
    ends.set()
    actor.join()
    done = [one for trip in going for one in trip.done]
    with place.inside():
        lost, half = proof.lost(done), proof.half()
    readings = readers.since(began)
    line.moments += 1
    line.acknowledged += len(done)
    line.lost += len(lost)
    line.half += len(half)
    line.errors.append(seconds_of_errors(readings))
    line.readers += [one.seen for one in readings if one.seen.status != 200]
    line.actors += [seen for trip in going for seen in trip.failed]
    assert (lost, half) == ([], [])


@pytest.fixture
def readers(place) -> Iterator[Readers]:
    """Two readers."""
    readers = Readers(place.port, PATHS)
    yield readers
    readers.stop()


def test_kills_at_random_moments_lose_nothing(place, people, readers, table):
    lines = {one.__name__: Line(f"`kill -9`: {one.__name__[5:]}") for one in places.KILLS}
    table += lines.values()
    for kind in KINDS:
        trips, turn = people.trips(kind), itertools.cycle(places.KILLS)
        for _moment in range(MOMENTS):
            fault = next(turn)
            one_moment(place, lines[fault.__name__], trips, readers, fault)
        print(f"{kind}: {MOMENTS} moments", flush=True)
    odd = [s for line in table for s in line.readers + line.actors
           if s.status and (s.status, s.words in WORDS_OF_AN_OUTAGE) != (503, True)]  # fmt: skip
    assert [seen for seen in odd if seen.status >= 500] == []
    print(f"odd answers: {odd}")


def start_import(place: Place, path: Path) -> subprocess.Popen[str]:
    """`import_clinics` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_clinics", path, "--format", "csv", "--source",
         path.stem, "--publish"],
        cwd=PROJECT, env=place.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def test_killed_imports_leave_all_of_a_chunk_or_nothing(place, people, readers, table, tmp_path):
    line = Line(f"`kill -9`: `import_clinics`, {ROWS} rows, then run again")
    table.append(line)
    seconds = 3.0
    for number in range(MOMENTS):
        rows = [{"external_id": str(n), "name": f"Import {number} {n}"} for n in range(ROWS)]
        folder = tmp_path / str(number)
        folder.mkdir()
        path = write(folder, *rows).rename(folder / f"list-{number}.csv")
        began = time.monotonic()
        running = start_import(place, path)
        time.sleep(random.uniform(0.5, 1) * seconds)
        kill(running.pid)
        said = running.communicate()[0]
        with place.inside():
            mine = Clinic.objects.filter(name__startswith=f"Import {number} ")
            keys = list(mine.values_list("pk", flat=True))
            events = Event.objects.filter(clinic_id__in=keys).count()
            found = (len(keys), events, SearchRow.objects.filter(clinic__in=keys).count())
        assert found in ((0, 0, 0), (ROWS, ROWS, ROWS)), found
        line.half += found not in ((0, 0, 0), (ROWS, ROWS, ROWS))
        line.lost += running.returncode == 0 and len(keys) != ROWS
        again = start_import(place, path)
        out, err = again.communicate(timeout=300)
        assert again.returncode == 0, err
        seconds = max(seconds, min(20, time.monotonic() - began) / 2)
        with place.inside():
            assert mine.count() == ROWS
            assert proof.half() == []
        line.acknowledged += ROWS
        line.moments += 1
        line.errors.append(seconds_of_errors(readers.since(began)))
        line.readers += [r.seen for r in readers.since(began) if r.seen.status != 200]
        print(f"killed: {len(keys)} rows there; said {said!r}; again: {out.splitlines()[0]}")


@pytest.mark.parametrize("talk", [silent, None, dies_in_data], ids=["silent", "away", "dies"])
def test_a_mail_server_for_twenty_seconds(place, people, readers, table, post, talk):
    names = {silent: "takes calls and says nothing", None: "is away", dies_in_data: "dies in DATA"}
    line = Line(f"mail server {names[talk]}, 20 s")
    table.append(line)
    trips, going, ends = people.trips("review"), [], threading.Event()
    post.stop()
    began = time.monotonic()
    with says(post.port, talk):
        actors = [
            threading.Thread(target=act, args=(trips_of(people, n), going, ends), daemon=True)
            for n in range(4)
        ]
        for actor in actors:
            actor.start()
        time.sleep(20)
    post.start()
    until(lambda: any(trip.done for trip in going), "nothing is written")
    ends.set()
    for actor in actors:
        actor.join()
    del trips
    close_line(place, line, going, readers, began)


def trips_of(people: Cast, number: int) -> Iterator[Trip]:
    """Reviews of every fourth clinic."""
    for one in range(number, len(people.clinics), 4):
        yield people.review(one)


def close_line(place: Place, line: Line, going: list[Trip], readers: Readers, began: float) -> None:
    """Count what was acknowledged and what people saw since `began`."""
    done = [one for trip in going for one in trip.done]
    with place.inside():
        lost, half = proof.lost(done), proof.half()
    readings = readers.since(began)
    line.moments, line.acknowledged = 1, len(done)
    line.lost, line.half = len(lost), len(half)
    line.errors = [seconds_of_errors(readings)]
    line.readers = [one.seen for one in readings if one.seen.status != 200]
    line.actors = [seen for trip in going for seen in trip.failed]
    assert (lost, half) == ([], [])


@pytest.mark.parametrize("talk", [silent, None], ids=["silent", "away"])
def test_a_bucket_that_is_down(place, people, readers, table, bucket, talk):
    from tests.clinics.documents.cast import picture  # noqa: PLC0415

    line = Line(f"bucket {'takes calls and says nothing' if talk else 'is away'}, one claim")
    table.append(line)
    number = len(people.clinics) - (1 if talk else 2)
    cam, began = people.claimants[number], time.monotonic()
    with says(bucket, talk):
        path = f"/clinics/{people.clinics[number]}/claim/"
        seen = cam.ask(path, {"method": "documents", "statement": "Mine."}, picture())
    told = "We could not store your documents just now" in cam.page
    close_line(place, line, [], readers, began)
    line.actors = [Seen(seen.status, "“We could not store your documents just now.”" if told
                        else seen.words)]  # fmt: skip
    print(f"after {time.monotonic() - began:.1f} s")


def test_the_database_is_away_for_a_minute(place, people, readers, table):
    line = Line("database stopped for 60 s (`pg_ctl stop`), then started")
    table.append(line)
    going, ends = [], threading.Event()
    actor = threading.Thread(target=act, args=(people.trips("review"), going, ends), daemon=True)
    actor.start()
    time.sleep(1)
    began = time.monotonic()
    place.server.stop()
    time.sleep(60)
    back = time.monotonic()
    place.server.start(places.NAME)
    started = time.monotonic()
    places.wait_until_ready(place)
    print(f"start took {started - back:.1f} s, ready {time.monotonic() - started:.1f} s later")
    time.sleep(1)
    ends.set()
    actor.join()
    close_line(place, line, going, readers, began)
    assert Browser(place.port).ask("/healthz").status == 200
