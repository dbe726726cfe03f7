"""Overload: what waited too long is refused at once, in words, and health checks are answered."""

import json

import pytest
from django.test import Client

from directory.site import queue
from directory.site.queue import LONGEST_WAIT
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

ENGLISH = (
    "We are very busy just now",
    "This took longer than it may. Please try again in a moment.",
)
SPANISH = (
    "Estamos muy ocupados en este momento",
    "Esto tardó más de lo permitido. Inténtelo de nuevo en un momento.",
)


@pytest.fixture
def late(monkeypatch):
    """The thread of this test took a request that had waited too long."""
    make.clinic(slug="heron", name="Heron")
    monkeypatch.setattr(queue._here, "waited", LONGEST_WAIT + 0.1, raising=False)


@pytest.mark.parametrize(
    "path", ["/", "/search/?near=33444", "/clinics/heron/", "/accounts/login/"]
)
@pytest.mark.parametrize(("prefix", "words"), [("", ENGLISH), ("/es", SPANISH)])
def test_who_waited_too_long_reads_that_in_the_language_of_the_page(
    late, path, prefix, words, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = Client().get(prefix + path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "no-store" in answer["Cache-Control"]
    assert (seen(answer).one("h1").text, seen(answer).one("p.lead").text) == words
    assert answer["X-Frame-Options"] == "DENY"
    assert list(answer.cookies) == []


def test_who_sent_something_reads_that_nothing_was_saved(late):
    answer = Client().post("/clinics/heron/review/", {"overall": "5"})
    assert answer.status_code == 503
    assert "Nothing was saved. What you sent can be sent again." in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/api/v1/clinics?near=33444", lambda said: said["detail"]),
        ("/hsds/services", lambda said: said["detail"]),
        ("/data/latest/manifest.json", lambda said: said["detail"]),
        ("/fhir/Location?_count=1", lambda said: said["issue"][0]["details"]["text"]),
    ],
)
def test_programs_are_refused_in_the_words_of_their_format(
    late, path, words, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = Client().get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert (answer["Cache-Control"], answer["Access-Control-Allow-Origin"]) == ("no-store", "*")
    assert words(json.loads(answer.content)) == ENGLISH[1]
    assert "RateLimit" not in answer  # it was not counted either


def test_health_checks_and_what_came_in_time_are_answered(late, monkeypatch):
    assert [Client().get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    monkeypatch.setattr(queue._here, "waited", LONGEST_WAIT)
    assert Client().get("/clinics/heron/").status_code == 200


def test_a_crowd_is_one_line_of_log(late, caplog, monkeypatch):
    monkeypatch.setattr("directory.databases.faults._last_said", {})
    for _ in range(5):
        Client().get("/search/?near=33444")
    assert [r.getMessage() for r in caplog.records] == ["Answered with 503: busy"]
