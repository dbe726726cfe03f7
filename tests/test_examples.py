"""The programs of docs/examples do what they say, and the page for people shows them whole."""

import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from directory.api.docs import programs
from directory.site import throttles
from tests import make
from tests.directory.seen import seen

FOLDER = settings.BASE_DIR / "docs" / "examples"
RUN_BY = {"clinics.py": sys.executable, "clinics.mjs": shutil.which("node")}


def ran(name: str, *words: str) -> subprocess.CompletedProcess:
    """What a program prints."""
    program = RUN_BY[name]
    if program is None:
        pytest.skip("no Node is installed; tests/browser/test_api_example.py runs it anyway")
    return subprocess.run([program, str(FOLDER / name), *words], capture_output=True, text=True,
                          encoding="utf-8", timeout=120, check=False)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RUN_BY)
def test_an_example_prints_every_clinic_that_the_search_finds(live_server, name):
    for number in range(25):
        make.clinic(name=f"Pelican {number:02}", yes="condition.depression")
    make.clinic(name="Heron", town="boca", yes="condition.depression insurance.medicare")
    make.clinic(name="Egret", town="boca", yes="condition.depression", no="insurance.medicare")
    make.clinic(name="Rival", yes="condition.crps")
    said = ran(name, live_server.url, "Delray Beach, FL", "depression")
    assert (said.returncode, said.stderr) == (0, "")
    pelicans = [f"Pelican {number:02} (0.0 miles). Medicare: not stated" for number in range(25)]
    assert said.stdout.splitlines() == [
        *pelicans, "Heron (7.3 miles). Medicare: yes", "Egret (7.3 miles). Medicare: no",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RUN_BY)
def test_an_example_says_what_was_wrong(live_server, name):
    said = ran(name, live_server.url, "Delrey Beach", "depression")
    assert said.returncode != 0
    assert "We do not know the place “Delrey Beach”. Did you mean Delray Beach, FL?" in said.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RUN_BY)
def test_an_example_that_asked_too_often_waits_as_long_as_it_is_told(
    live_server, name, settings, monkeypatch
):
    settings.OPEN_DATA_A_MINUTE = {"api-search": 1}
    monkeypatch.setattr(throttles, "WINDOW", 1)
    for number in range(21):
        make.clinic(name=f"Pelican {number:02}", yes="condition.depression")
    said = ran(name, live_server.url, "33444", "depression")
    assert (said.returncode, len(said.stdout.splitlines())) == (0, 21)


def test_the_page_for_people_shows_them_as_they_are(client):
    shown = [element.inside[0].inside[0] for element in seen(client.get("/api/v1/docs")).all("pre")]
    assert shown == [(FOLDER / name).read_text() for name in RUN_BY]
    assert [text for _language, text in programs()] == shown
