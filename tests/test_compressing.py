"""What leaves the site compressed: what everybody may read, and nothing that holds a secret."""

import gzip

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, URLResolver, get_resolver

from directory.site.compressing import FEWEST_BYTES, compressed
from tests import make
from tests.permissions_table import FOR_EVERYBODY

pytestmark = pytest.mark.django_db

GZIP = {"Accept-Encoding": "br, gzip"}
PUBLIC = (
    "/", "/search/?near=33444&condition=crps", "/search/", "/clinics/heron/",
    "/clinics/heron/history/", "/clinics/heron/reviews/", "/compare/?clinic=heron&clinic=ibis",
    "/compare.csv?clinic=heron&clinic=ibis", "/compare.json?clinic=heron&clinic=ibis",
    "/questions/?clinic=heron", "/guide/", "/guide/crps/", "/how-we-verify/", "/how-we-rank/",
    "/privacy/", "/accessibility/", "/contact/", "/for-clinics/", "/sitemap.xml",
    "/states/", "/states/fl/", "/guide/self-check/", "/embed/",
    "/embed/search/?near=33444", "/data/",
    "/search/?near=nowhereatall", "/clinics/nobody/", "/api/v1/clinics", "/api/v1/clinics/heron",
    "/api/v1/openapi.json", "/api/v1/docs", "/api/v1/checklist", "/api/v1/clinics.geojson",
    "/map/states.json",
)  # fmt: skip
WITH_A_TOKEN = (
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/add/",
    "/clinics/heron/review/", "/clinics/heron/review/link/", "/clinics/heron/wrong/?code=phone",
    "/clinics/heron/problem/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def two_clinics():
    make.clinic(slug="heron", name="Heron", yes="condition.crps", phone="+15615550101")
    make.clinic(slug="ibis", name="Ibis", yes="condition.crps")


@pytest.mark.parametrize("path", PUBLIC)
def test_a_reader_gets_a_public_page_compressed_and_the_same_without(path):
    plain, small = Client().get(path), Client().get(path, headers=GZIP)
    assert (plain.get("Content-Encoding"), small["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(small.content) == plain.content
    assert small["Content-Length"] == str(len(small.content))
    assert len(small.content) < len(plain.content) * 0.6
    for answer in (plain, small):
        assert "Accept-Encoding" in answer["Vary"]


@pytest.mark.parametrize("path", WITH_A_TOKEN)
def test_a_page_with_a_token_stays_plain(path):
    answer = Client().get(path, headers=GZIP)
    assert (answer.status_code, answer.get("Content-Encoding")) == (200, None)
    assert b"csrfmiddlewaretoken" in answer.content


@pytest.mark.parametrize("path", PUBLIC)
def test_whoever_is_signed_in_gets_public_pages_plain(path):
    client = make.signed_in(make.user())
    assert client.get(path, headers=GZIP).get("Content-Encoding") is None


def test_the_pages_behind_the_sign_in_stay_plain():
    clinic = make.clinic(slug="ann-s")
    ann, mo = make.signed_in(make.ann(clinic)), make.signed_in(make.moderator())
    asked = [(ann, "/my/"), (ann, f"/my/clinics/{clinic.slug}/edit/"), (mo, "/moderation/"),
             (mo, f"/moderation/clinics/{clinic.slug}/")]  # fmt: skip
    answers = [client.get(path, headers=GZIP) for client, path in asked]
    assert [a.status_code for a in answers] == [200] * 4
    assert [a.get("Content-Encoding") for a in answers] == [None] * 4


def marked(resolver=None, before: str = "") -> set[str]:
    """The addresses whose views bear the mark that compressing looks for."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= marked(pattern, address)
        elif getattr(pattern.callback, "only_reads", False):
            found.add(address)
    return found


def test_only_what_is_the_same_for_everybody_and_what_a_patient_asks_bears_the_mark():
    asked = {
        "search/",
        "search/feed/",
        "embed/search/",
        "compare/",
        "compare.csv",
        "compare.json",
        "questions/",
        "fhir/",
        "fhir/<fhir_type:type_>/_search",
    }
    assert marked() == FOR_EVERYBODY - {"clinics/<slug:slug>/claim/"} | asked | {
        "healthz",
        "readyz",
        "metrics",
        "data/<str:day>/<path:name>",
        "api/v1/",
        "api/v1/places",
        "fhir/$bulk-publish",
        "hsds/services/<str:id>",
        "hsds/service_at_locations/<str:id>",
        "hsds/organizations/<str:id>",
        "hsds/taxonomies/<str:id>",
        "hsds/taxonomy_terms/<str:id>",
    }


def public_view(request):
    """Stands for a view that everybody may read."""


public_view.only_reads = True


def sent(response, *, head=GZIP, view=public_view, cookies=None):
    """What becomes of a response on its way out."""
    request = RequestFactory().get("/", headers=head)
    request.resolver_match = ResolverMatch(view, (), {})
    request.COOKIES.update(cookies or {})
    return compressed(lambda _request: response)(request)


LONG = b"a line of words\n" * 100


@pytest.mark.parametrize(
    ("headers", "encoding"),
    [
        ({}, None), ({"Accept-Encoding": "br"}, None), ({"Accept-Encoding": "identity"}, None),
        ({"Accept-Encoding": "gzip;q=0"}, None), ({"Accept-Encoding": "br, gzip; q=0.000"}, None),
        ({"Accept-Encoding": "gzip;q=0.5"}, "gzip"), ({"Accept-Encoding": "gzip"}, "gzip"),
    ],
)  # fmt: skip
def test_a_reader_gets_what_the_browser_can_read(headers, encoding):
    assert sent(HttpResponse(LONG), head=headers).get("Content-Encoding") == encoding


def test_a_short_answer_is_not_compressed():
    short, enough = b"x" * (FEWEST_BYTES - 1), b"x" * FEWEST_BYTES
    assert [sent(HttpResponse(body)).get("Content-Encoding") for body in (short, enough)] == [
        None, "gzip"
    ]  # fmt: skip


def test_an_answer_that_sets_a_cookie_stays_plain():
    answer = HttpResponse(LONG)
    answer.set_cookie("csrftoken", "secret")
    assert sent(answer).get("Content-Encoding") is None


def test_a_browser_with_a_session_and_a_view_without_the_mark_get_it_plain():
    cookies = {settings.SESSION_COOKIE_NAME: "any"}
    assert sent(HttpResponse(LONG), cookies=cookies).get("Content-Encoding") is None
    assert sent(HttpResponse(LONG), view=lambda request: None).get("Content-Encoding") is None
    assert sent(HttpResponse(LONG), cookies={"other": "any"})["Content-Encoding"] == "gzip"


def test_a_strong_etag_becomes_a_weak_one_and_nothing_is_compressed_twice():
    tagged = sent(HttpResponse(LONG, headers={"ETag": '"one"'}))
    assert tagged["ETag"] == 'W/"one"'
    before = tagged.content
    assert sent(tagged).content == before


def test_a_stream_is_compressed_as_it_goes():
    answer = sent(StreamingHttpResponse([LONG, LONG], headers={"Content-Length": "3200"}))
    assert "Content-Length" not in answer
    assert gzip.decompress(answer.getvalue()) == LONG * 2


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_head_carries_no_content_to_the_server_and_says_how_long_it_is(rf, encoding):
    site = BaseHandler()
    site.load_middleware()
    got, head = (
        site.get_response(ask("/robots.txt" if not encoding else "/guide/crps/",
                              headers={"accept-encoding": encoding}))
        for ask in (rf.get, rf.head)
    )  # fmt: skip
    assert (head.status_code, head.content) == (200, b"")
    assert got.content
    # What is compressed is a few random letters longer or shorter each time.
    assert abs(int(head["Content-Length"]) - len(got.content)) <= (200 if encoding else 0)


def test_head_says_what_get_says():
    got, head = (getattr(Client(), how)("/guide/crps/", headers=GZIP) for how in ("get", "head"))
    assert head["Content-Encoding"] == got["Content-Encoding"] == "gzip"
    assert head.content == b""
