"""The former release works on the tables of the new one, so both may run for a while."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection

from directory.devserver.database import PROJECT
from tests.clinics.reviews.test_pages_write import TYPED
from tests.outages.conftest import Site, database, served
from tests.outages.test_away import slug

pytestmark = pytest.mark.bench
__all__ = ["database"]
TOKEN = "a" * 32


def git(*words: str) -> bytes:
    done = subprocess.run(["git", *words], cwd=PROJECT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no history of the code is here")
    return done.stdout


def newest_migration() -> str:
    return max(PROJECT.glob("clinics/migrations/0*.py")).relative_to(PROJECT).as_posix()


@pytest.fixture(scope="module")
def former(tmp_path_factory) -> Path:
    """The code as it was before the newest migration came."""
    added = git("log", "--diff-filter=A", "--format=%H", "--", newest_migration()).decode().split()
    folder = tmp_path_factory.mktemp("former")
    with tarfile.open(fileobj=io.BytesIO(git("archive", f"{added[-1]}^"))) as packed:
        packed.extractall(folder, filter="data")
    assert not (folder / newest_migration()).exists()
    subprocess.run([sys.executable, "manage.py", "build_messages"], cwd=folder, check=False,
                   capture_output=True)  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def site(former, database, tmp_path_factory) -> Iterator[Site]:
    """The former code, on the tables of the present one."""
    log = tmp_path_factory.mktemp("site") / "log"
    host = connection.settings_dict["HOST"]
    with served(
        database, host, log, code=former, DJANGO_SETTINGS_MODULE="directory.settings", DEBUG="1"
    ) as site:
        yield site


def test_the_former_code_reads_and_writes_the_tables_of_the_present_code(site):
    page = f"/clinics/{slug(site)}/"
    paths = [page, "/search/?near=33444", "/api/v1/clinics?near=33444", "/fhir/Location",
             f"{page}history/"]  # fmt: skip
    assert [site.ask(path).status for path in paths] == [200] * len(paths)
    sent = site.ask(
        f"{page}review/", "POST", body=urlencode(TYPED), X_CSRFToken=TOKEN,
        Cookie=f"csrftoken={TOKEN}", Content_Type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert (sent.status, site.run("select count(*) from clinics_review where words = %s",
                                  TYPED["words"])) == (200, [(1,)])  # fmt: skip
