"""Overload: what waited too long is refused at once, in words, and health checks are answered."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clinics.models import Review
from directory.site import queue
from directory.site.queue import LONGEST_WAIT
from tests import make
from tests.clinics.reviews.test_pages_write import TYPED
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

LONG = b"a" * 3_000_000
"""More than the fields of a form may hold."""
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


def test_who_sent_a_form_can_send_all_of_it_again_and_then_it_is_taken(
    late, monkeypatch, django_assert_num_queries
):
    client = Client(enforce_csrf_checks=True)
    monkeypatch.setattr(queue._here, "waited", 0)
    client.get("/clinics/heron/review/")
    typed = TYPED | {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    monkeypatch.setattr(queue._here, "waited", LONGEST_WAIT + 0.1)
    with django_assert_num_queries(0):
        refused = client.post("/clinics/heron/review/", typed)
    form = seen(refused).one("main").one("form")
    again = {one["name"]: one["value"] for one in form.all("input")}
    assert (again, "action" in form.attrs, Review.objects.count()) == (typed, False, 0)
    monkeypatch.setattr(queue._here, "waited", 0)
    taken = client.post("/clinics/heron/review/", again)
    assert (taken.status_code, Review.objects.count()) == (200, 1)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/accounts/login/", {"login": "ann@mail.example", "password": "seven-herons"}),
        ("/clinics/heron/claim/", {"proof": SimpleUploadedFile("a.pdf", b"%PDF"), "who": "me"}),
        ("/clinics/heron/claim/", {"proof": SimpleUploadedFile("a.pdf", LONG), "who": "me"}),
        ("/clinics/heron/review/", {"words": "a" * len(LONG)}),
    ],
)
def test_passwords_and_files_and_what_is_too_long_are_not_repeated(late, path, sent):
    answer = Client().post(path, sent)
    assert (answer.status_code, seen(answer).one("main").all("form")) == (503, [])
    assert "seven-herons" not in answer.content.decode()


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
