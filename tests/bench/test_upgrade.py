"""The former release works on the tables of the new one, so both may run for a while."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from directory.devserver.database import PROJECT
from tests import databases
from tests.faults import proof
from tests.faults.conftest import Post, post
from tests.faults.people import Cast, cast
from tests.outages.conftest import Site, database, served
from tests.outages.test_away import slug

pytestmark = pytest.mark.bench
__all__ = ["database", "post"]  # fixtures
PLAIN = {"DJANGO_SETTINGS_MODULE": "directory.settings", "DEBUG": "1"}


def git(*words: str) -> bytes:
    done = subprocess.run(["git", *words], cwd=PROJECT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no history of the code is here")
    return done.stdout


def newest_migration() -> str:
    return max(PROJECT.glob("clinics/migrations/0*.py")).relative_to(PROJECT).as_posix()


@pytest.fixture(scope="module")
def code(tmp_path_factory) -> Path:
    """The code as it was before the newest migration came."""
    added = git("log", "--diff-filter=A", "--format=%H", "--", newest_migration()).decode().split()
    folder = tmp_path_factory.mktemp("former")
    with tarfile.open(fileobj=io.BytesIO(git("archive", f"{added[-1]}^"))) as packed:
        packed.extractall(folder, filter="data")
    assert not (folder / newest_migration()).exists()
    subprocess.run([sys.executable, "manage.py", "build_messages"], cwd=folder, check=False,
                   capture_output=True)  # fmt: skip
    return folder


def serving(database: str, folder: Path, code: Path, post: Post) -> Iterator[Site]:
    """A site of this code, on the tables of the present one."""
    with served(
        database, connection.settings_dict["HOST"], folder / "log", code=code,
        EMAIL_URL=post.url, SECRET_KEY=settings.SECRET_KEY, **PLAIN,
    ) as site:  # fmt: skip
        yield site


@pytest.fixture(scope="module")
def former(code, database, post, tmp_path_factory) -> Iterator[Site]:
    """The former release, on the tables of the present one."""
    yield from serving(database, tmp_path_factory.mktemp("site"), code, post)


@pytest.fixture(scope="module")
def present(database, post, tmp_path_factory) -> Iterator[Site]:
    """The present release, beside it."""
    yield from serving(database, tmp_path_factory.mktemp("site"), PROJECT, post)


@pytest.fixture(scope="module")
def people(former, database, post, django_db_blocker) -> Cast:
    """Who acts at the former one, until they are led elsewhere."""
    with django_db_blocker.unblock(), databases.using(database):
        return cast(former.port, post.newest_to, 4)


def lead(people: Cast, site: Site) -> None:
    """Let whoever has a session go on there."""
    for browser in (*people.admins, *people.claimants, people.moderator):
        browser.port = site.port


def test_the_former_code_reads_every_kind_of_page(former):
    page = f"/clinics/{slug(former)}/"
    paths = [page, "/search/?near=33444", "/api/v1/clinics?near=33444", "/fhir/Location",
             f"{page}history/"]  # fmt: skip
    assert [former.ask(path).status for path in paths] == [200] * len(paths)


def test_the_present_code_reads_right_what_the_former_wrote(
    former, present, people, database, django_db_blocker
):
    trips = [people.review(0), people.claim(0), people.proposal(0), people.decision(0)]
    assert [trip.go() for trip in trips] == [True] * 4, [trip.failed for trip in trips]
    with django_db_blocker.unblock(), databases.using(database):
        assert (proof.lost(one for trip in trips for one in trip.done), proof.half()) == ([], [])
    for path in ("/clinics/decided-0/", "/clinics/decided-0/history/",
                 "/api/v1/clinics?condition=crps&offers=any&page_size=100"):  # fmt: skip
        answers = [site.ask(path) for site in (present, former)]
        assert [answer.status for answer in answers] == [200, 200]
    assert '"decided-0"' in present.ask(path).page
    assert '"decided-1"' not in present.ask(path).page


def test_what_is_begun_at_one_goes_on_at_the_other(
    former, present, people, database, django_db_blocker
):
    done = []
    for number, (first, second) in enumerate([(former, present), (present, former)], 1):
        trips = [people.claim(number), people.proposal(number), people.decision(number)]
        for site in (first, second):
            lead(people, site)
            for trip in trips:
                trip.done.append(trip.steps.pop(0)())
        assert [trip.steps for trip in trips] == [[], [], []]
        done += [one for trip in trips for one in trip.done]
    with django_db_blocker.unblock(), databases.using(database):
        assert (proof.lost(done), proof.half()) == ([], [])
