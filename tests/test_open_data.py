"""What all open data have in common: who may read them, how often, and who has them already."""

import gzip
import json

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import Client
from django.urls import clear_url_caches, path, set_urlconf

import directory.urls
from clinics.listing.shown import TakenOff
from directory.site import throttles
from directory.site.open_data import open_data

pytestmark = pytest.mark.django_db

MODIFIED = "Sat, 03 Jan 2026 10:00:00 GMT"
LONG = "a line of words\n" * 100


def refused(request, status, code, text):
    """A refusal in a format that is nobody's."""
    return JsonResponse({"code": code, "text": text}, status=status)


def opened(view, **words):
    """The view of open data, counted as those of FHIR."""
    return open_data(throttle="fhir", refused=refused, **words)(view)


def raising(error):
    """A view that raises."""

    def view(request):
        raise error

    return view


def plain(request):
    return HttpResponse(LONG)


def dated(request):
    return HttpResponse(LONG, headers={"Last-Modified": MODIFIED})


def own(request):
    return HttpResponse(LONG, headers={"ETag": '"one"', "Cache-Control": "public, max-age=9"})


def stream(request):
    return StreamingHttpResponse([LONG.encode()], headers={"ETag": '"two"'})


def asked(request):
    return HttpResponse(request.POST["near"])


def writing(request):
    with connection.cursor() as cursor:
        cursor.execute("delete from clinics_clinic")
    return HttpResponse("gone")


urlpatterns = [
    path("data/plain", opened(plain, cache="public, max-age=3600")),
    path("data/dated", opened(dated)),
    path("data/own", opened(own)),
    path("data/stream", opened(stream)),
    path("data/asked", opened(asked, methods=["GET", "POST"])),
    path("data/missing", opened(raising(Http404()))),
    path("data/gone", opened(raising(TakenOff()))),
    path("data/malformed", opened(raising(SuspiciousOperation("secret")))),
    path("data/broken", opened(raising(RuntimeError("secret")))),
    path("data/writing", opened(writing)),
    *directory.urls.urlpatterns,
]


@pytest.fixture(autouse=True)
def site(settings):
    """The site with these addresses."""
    settings.ROOT_URLCONF = __name__
    settings.OPEN_DATA_A_MINUTE = {"fhir": 3}
    yield
    clear_url_caches()
    set_urlconf(None)


@pytest.fixture
def unlimited(settings):
    """Nobody asks too often."""
    settings.OPEN_DATA_A_MINUTE = {"fhir": 1000}


def test_pages_of_any_site_may_read_an_answer_and_its_headers(client):
    answer = client.get("/data/plain")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Expose-Headers"] == (
        "ETag, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-ID"
    )
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies
    assert {"Accept", "Accept-Encoding"} <= set(answer["Vary"].split(", "))


def test_a_browser_may_ask_beforehand_as_often_as_it_likes(client):
    for _ in range(5):
        answer = client.options("/data/plain", headers={"access-control-request-method": "GET"})
        assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Allow"] == answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get("/data/plain")["RateLimit"] == '"fhir";r=2;t=60'
    assert client.options("/data/asked")["Allow"] == "GET, POST, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_refused_in_the_words_of_the_format(method):
    answer = getattr(Client(enforce_csrf_checks=True), method)("/data/plain")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert json.loads(answer.content) == {
        "code": "method-not-allowed",
        "text": f"Method “{method.upper()}” is not allowed here.",
    }


def test_a_question_may_be_posted_where_that_is_allowed_from_any_site():
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        "/data/asked", {"near": "33444"}, headers={"origin": "https://other.example"}
    )
    assert (answer.status_code, answer.content) == (200, b"33444")
    assert "ETag" not in answer
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("/data/missing", 404, "not-found"), ("/data/gone", 410, "taken-off"),
        ("/data/malformed", 400, "bad-request"), ("/data/broken", 500, "internal-error"),
        ("/data/writing", 500, "internal-error"),
    ],
)  # fmt: skip
def test_what_a_view_raises_is_refused_without_its_reason(client, url, status, code, caplog):
    answer = client.get(f"{url}?q=suffering")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert b"secret" not in answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "no-store"
    assert "ETag" not in answer
    assert "suffering" not in caplog.text
    assert ("Internal Server Error" in caplog.text) == (status == 500)


def test_each_answer_says_what_is_left_and_one_too_many_when_to_come_back(client, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(throttles, "clock", lambda: now[0])
    said = []
    for url in ("/data/plain", "/data/missing", *["/data/plain"] * 3):
        answer = client.get(url)
        said.append((answer.status_code, answer["RateLimit"]))
        assert answer["RateLimit-Policy"] == '"fhir";q=3;w=60'
        now[0] += 10
    assert said == [
        (200, '"fhir";r=2;t=60'), (404, '"fhir";r=1;t=50'), (200, '"fhir";r=0;t=40'),
        (429, '"fhir";r=0;t=30'), (429, '"fhir";r=0;t=20'),
    ]  # fmt: skip
    assert answer["Retry-After"] == "20"
    assert answer["Cache-Control"] == "no-store"
    assert answer.json() == {
        "code": "too-many-requests",
        "text": "Your network asked too often. Ask again in 20 seconds.",
    }
    now[0] += 10
    assert client.get("/data/plain")["RateLimit"] == '"fhir";r=0;t=10'


def test_who_has_the_answer_gets_304_and_who_has_another_gets_it_whole(client, unlimited):
    first = client.get("/data/plain")
    etag = first["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = client.get("/data/plain", headers={"if-none-match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        for name in ("Cache-Control", "Vary", "Access-Control-Allow-Origin", "RateLimit-Policy"):
            assert answer[name] == first[name]
        assert answer["ETag"].removeprefix("W/") == etag
    for unknown in ('"other"', "other", etag.strip('"'), '""'):
        answer = client.get("/data/plain", headers={"if-none-match": unknown})
        assert (answer.status_code, answer.content) == (200, LONG.encode())
    assert client.get("/data/dated")["ETag"] == etag
    assert client.head("/data/plain", headers={"if-none-match": etag}).status_code == 304


def test_a_compressed_answer_has_a_weak_etag_that_is_known_again(client, unlimited):
    strong = client.get("/data/plain")["ETag"]
    answer = client.get("/data/plain", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(answer.content) == LONG.encode()
    assert answer["ETag"] == f"W/{strong}"
    again = {"accept-encoding": "gzip", "if-none-match": answer["ETag"]}
    answer = client.get("/data/plain", headers=again)
    assert (answer.status_code, answer["ETag"]) == (304, f"W/{strong}")


def test_the_date_of_change_decides_where_no_etag_is_sent(client, unlimited):
    later, before = "Sat, 03 Jan 2026 10:00:01 GMT", "Sat, 03 Jan 2026 09:59:59 GMT"
    said = [
        client.get("/data/dated", headers={"if-modified-since": day}).status_code
        for day in (later, MODIFIED, before, "nonsense")
    ]
    assert said == [304, 304, 200, 200]
    both = {"if-modified-since": later, "if-none-match": '"other"'}
    assert client.get("/data/dated", headers=both).status_code == 200
    assert client.get("/data/plain", headers={"if-modified-since": later}).status_code == 200


def test_who_wants_only_another_answer_is_refused(client, unlimited):
    etag = client.get("/data/dated")["ETag"]
    for name, value, status in (
        ("if-match", etag, 200), ("if-match", "*", 200), ("if-match", '"other"', 412),
        ("if-unmodified-since", MODIFIED, 200),
        ("if-unmodified-since", "Sat, 03 Jan 2026 09:59:59 GMT", 412),
    ):  # fmt: skip
        answer = client.get("/data/dated", headers={name: value})
        assert (name, value, answer.status_code) == (name, value, status)
    assert answer.json()["code"] == "precondition-failed"
    # Without a date of change nobody can say that it changed.
    assert client.get("/data/plain", headers={"if-unmodified-since": MODIFIED}).status_code == 200


def test_a_view_may_name_its_answer_itself_and_a_stream_is_known_by_that_name(client, unlimited):
    answer = client.get("/data/own?near=33444")
    assert (answer["ETag"], answer["Cache-Control"]) == ('"one"', "public, max-age=9")
    assert client.get("/data/own", headers={"if-none-match": '"one"'}).status_code == 304
    answer = client.get("/data/stream")
    assert (answer["ETag"], answer.getvalue()) == ('"two"', LONG.encode())
    assert client.get("/data/stream", headers={"if-none-match": '"two"'}).status_code == 304


def test_no_proxy_keeps_the_answer_to_a_question(client, unlimited):
    assert client.get("/data/plain")["Cache-Control"] == "public, max-age=3600"
    assert client.get("/data/dated")["Cache-Control"] == "public, max-age=60"
    assert client.get("/data/plain?near=33444")["Cache-Control"] == "private, max-age=60"


def test_a_part_is_asked_for_in_vain_and_the_whole_comes(client, unlimited):
    answer = client.get("/data/plain", headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert (answer.status_code, answer.content) == (200, LONG.encode())


def test_head_says_what_get_says_without_the_content(client, unlimited):
    got, head = client.get("/data/plain"), client.head("/data/plain")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Content-Type", "Access-Control-Allow-Origin"):
        assert head[name] == got[name]
