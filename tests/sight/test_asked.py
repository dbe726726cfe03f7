"""The number of a request: on its answer, in its lines, on the page of a fault, in its threads."""

import json
import logging
import re
import threading
from contextvars import copy_context

import pytest
from django.db import connection
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import clear_url_caches, path, set_urlconf

from clinics.notices.mail import in_background
from directory import urls
from directory.site.logs import config, log_lost_threads
from tests import make
from tests.at_once import settled
from tests.sight.test_metrics import read, wanted  # noqa: F401  (a fixture)

NUMBER = re.compile(r"[0-9a-f]{16}")
FROM_PROXY = "0f3a9c1d" * 4


def breaks(request):
    """A view that the database refuses, which repeats what was asked in its words."""
    with connection.cursor() as cursor:
        cursor.execute("select %s::int", [request.GET["q"]])
    return HttpResponse()


def works_on(request):
    """A view that leaves something for a thread."""
    in_background(lambda: logging.getLogger("clinics").warning("Said later."))
    return HttpResponse("rival")


urlpatterns = [path("breaks", breaks, name="breaks"), path("works", works_on, name="works"),
               *urls.urlpatterns]  # fmt: skip
handler500 = urls.handler500


@pytest.fixture
def breakable(settings):
    """The site with the views above, none of which needs an account."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "LoginRequired" not in one]
    yield Client(raise_request_exception=False)
    clear_url_caches()
    set_urlconf(None)


@pytest.fixture
def lines():
    """What production would write, read back: one object a line."""
    said = config("INFO", style="json")
    handler = Kept()
    handler.addFilter(said["filters"]["without_queries"]["()"]())
    handler.setFormatter(said["formatters"]["line"]["()"]())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in handler.lines]
    logging.getLogger().removeHandler(handler)


class Kept(logging.Handler):
    """Keeps the lines of the log."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.mark.django_db
def test_every_answer_has_a_number_of_its_own(client):
    addresses = ("/", "/healthz", "/no-such-page/", "/api/v1/nothing", "/static/css/site.css",
                 "/clinics/heron", "/my/", "/compare/?clinic=nobody")  # fmt: skip
    answers = [client.get(address) for address in addresses]
    answers[4].close()
    numbers = [answer["X-Request-ID"] for answer in answers]
    assert len(set(numbers)) == len(addresses)
    assert [one for one in numbers if not NUMBER.fullmatch(one)] == []


@pytest.mark.parametrize(
    ("proxy", "sent", "is_taken"),
    [
        (True, FROM_PROXY, True),
        (True, FROM_PROXY.upper(), True),
        (True, "9f3a9c1d0f3a9c1d", True),
        (True, "0f3a9c1d-0f3a-4c1d-8f3a-0f3a9c1d0f3a", True),
        (True, "depression near me", False),
        (True, "deadbeef", False),
        (True, FROM_PROXY + "0", False),
        (True, f"{FROM_PROXY}\n", False),
        (True, "", False),
        (False, FROM_PROXY, False),
    ],
)
def test_a_number_is_taken_from_a_proxy_alone_and_only_in_the_right_shape(
    client, settings, proxy, sent, is_taken
):
    settings.PROXY = proxy
    number = client.get("/healthz", headers={"x-request-id": sent})["X-Request-ID"]
    assert (number == sent.lower()) is is_taken
    assert is_taken or NUMBER.fullmatch(number)


@pytest.mark.django_db
def test_a_line_names_request_view_and_account_and_no_address_of_a_page(client, lines):
    clinic, sam = make.clinic(slug="heron"), make.user("sam@mail.example")
    browser = make.signed_in(sam)
    refused = browser.get(f"/my/clinics/{clinic.slug}/members/")
    forged = Client(enforce_csrf_checks=True).post("/clinics/heron/review/", {"words": "sorrow"})
    stranger = client.get("/sorrow/", headers={"host": "sorrow.example"})
    found = lines()
    times = [(line.pop("time"), line.pop("duration_ms")) for line in found]
    assert found == [
        {"level": "WARNING", "logger": "django.request", "message": "Forbidden", "view": "members",
         "request_id": refused["X-Request-ID"], "status": 403, "account": sam.pk},
        {"level": "WARNING", "logger": "django.security.csrf",
         "message": "Forbidden: CSRF cookie not set.", "view": "review_write",
         "request_id": forged["X-Request-ID"], "status": 403},
        {"level": "ERROR", "logger": "django.security.DisallowedHost", "message": "Bad Request",
         "view": "no address of ours", "request_id": stranger["X-Request-ID"], "status": 400},
    ]  # fmt: skip
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z", time) for time, _ms in times)
    assert all(isinstance(ms, int) and ms >= 0 for _time, ms in times)


@pytest.mark.django_db
@pytest.mark.usefixtures("wanted")
def test_what_is_refused_all_day_leaves_no_line_and_is_counted(client, lines):
    make.clinic(slug="heron")
    asked = [
        client.get("/clinics/whatever-i-suffer-from/"), client.get("/sorrow/"),
        client.get("/search/?limit=x"), client.put("/search/"), client.get("/fhir/Location?x=1"),
        client.post("/clinics/heron/review/", {"overall": "9"}),
    ]  # fmt: skip
    assert [answer.status_code for answer in asked] == [404, 404, 400, 405, 400, 400]
    assert lines() == []
    refused = [
        counted for labels, counted in read(client)["directory_request_seconds_count"]
        if labels["status"] == "4xx"
    ]  # fmt: skip
    assert sum(refused) == 6


@pytest.mark.django_db
def test_a_fault_tells_where_and_of_which_kind_and_nothing_that_was_typed(breakable, lines):
    page = breakable.get("/breaks?q=sorrow")
    (line,) = lines()
    number = page["X-Request-ID"]
    assert page.status_code == 500
    assert f"If you write to us, name this number: {number}." in page.content.decode()
    assert (line["message"], line["view"], line["status"], line["request_id"]) == (
        "Internal Server Error", "breaks", 500, number,
    )  # fmt: skip
    told = line["traceback"]
    assert 'cursor.execute("select %s::int", [request.GET["q"]])' in told
    assert "psycopg.errors.InvalidTextRepresentation (SQLSTATE 22P02)" in told
    assert told.endswith("\ndjango.db.utils.DataError")
    assert "direct cause" in told
    assert "sorrow" not in json.dumps(line)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/api/v1/places?q=a", lambda said: said["detail"]),
        ("/fhir/Location", lambda said: said["issue"][0]["details"]["text"]),
        ("/hsds/services", lambda said: said["detail"]),
    ],
)
def test_a_program_is_told_the_number_of_a_fault_in_words(client, url, words):
    with connection.cursor() as cursor:
        # What each of them reads is gone: a fault as real as they come.
        for table in ("directory_place", "clinics_searchrow", "clinics_clinic"):
            cursor.execute(f"alter table {table} rename to {table}_gone")
    client.raise_request_exception = False
    answer = client.get(url)
    assert answer.status_code == 500
    number = f"If you write to us, name this number: {answer['X-Request-ID']}."
    assert words(json.loads(answer.content)).endswith(f". {number}")


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_a_request_starts_has_its_number_and_no_other(breakable, lines):
    first = breakable.get("/works")["X-Request-ID"]
    settled()
    breakable.get("/healthz")
    alone = threading.Thread(target=lambda: logging.getLogger("clinics").warning("Said alone."))
    alone.start()
    alone.join()
    assert [(line["message"], line.get("request_id")) for line in lines()] == [
        ("Said later.", first), ("Said alone.", None),
    ]  # fmt: skip


def test_a_thread_that_breaks_is_logged_without_the_words_of_its_fault(lines, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)  # pytest has one of its own
    log_lost_threads()

    def lost():
        raise ValueError("sorrow")

    thread = threading.Thread(target=copy_context().run, args=(lost,))
    thread.start()
    thread.join()
    (line,) = lines()
    assert (line["message"], line["traceback"].splitlines()[-1]) == (
        "A thread ended by a fault.", "ValueError",
    )  # fmt: skip
    assert '    raise ValueError("sorrow")' in line["traceback"]  # that is our own source
    assert json.dumps(line).count("sorrow") == 1


def test_a_group_of_faults_and_an_http_error_tell_their_kinds(lines):
    try:
        try:
            raise Http404("sorrow")
        except Http404:
            raise ExceptionGroup("sorrow", [OSError(28, "sorrow"), KeyError("sorrow")])  # noqa: B904
    except ExceptionGroup as group:
        logging.getLogger("directory").error("Two faults.", exc_info=group)
    kinds = [one for one in lines()[0]["traceback"].splitlines() if not one.startswith((" ", "T"))]
    assert [one for one in kinds if one] == [
        "django.http.response.Http404",
        "During handling of the above exception, another exception occurred:",
        "OSError (ENOSPC)",
        "KeyError",
        "ExceptionGroup",
    ]
