"""What a program is told when it cannot be answered: never silence, never another answer."""

import pytest
from django.urls import clear_url_caches, path, set_urlconf

from directory.api.problems import PROBLEMS
from directory.api.views import ApiView
from tests import make

pytestmark = pytest.mark.django_db

CLINICS = "/api/v1/clinics"


def refused(answer, status, code):
    """The problem of an answer, which must be of that status and kind."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert (said["status"], said["type"]) == (status, f"/api/v1/docs#{code}")
    assert said["title"]
    assert said["detail"]
    return said


@pytest.mark.parametrize(
    ("asked", "name", "message"),
    [
        ("condition=xyz", "condition", "“xyz” is not a known choice here."),
        ("condition=crsp", "condition", "Did you mean “crps”?"),
        ("near=33444&radius=7", "radius", "Known: 5, 10, 25, 50, 100, 250."),
        ("radius=25", "radius", "A distance needs a place"),
        ("lat=26.46", "lon", "give both or neither"),
        ("lat=91&lon=0", "lat", "90"),
        ("lat=nan&lon=0", "lat", "number"),
        ("near=33444&lat=26.46&lon=-80", "near", "not both"),
        ("near=33444&near=33432", "near", "more than once"),
        ("page_size=101", "page_size", "100"),
        ("page=0", "page", "1"),
        ("page=two", "page", "whole number"),
        ("sort=price", "sort", "“price” is not a known choice here."),
        ("sort=distance", "sort", "A distance needs a place"),
        ("verified=yes", "verified", "Known: 1."),
        ("max_course_price=-5", "max_course_price", "Give an amount in dollars"),
        ("q=%00", "q", "Null characters"),
    ],
)
def test_a_bad_value_is_named_at_its_parameter(client, asked, name, message):
    make.clinic()
    said = refused(client.get(f"{CLINICS}?{asked}"), 400, "bad-value")
    [error] = said["errors"]
    assert error["parameter"] == name
    assert message in error["detail"]


@pytest.mark.parametrize(
    ("path", "name", "message"),
    [
        (f"{CLINICS}?nearr=33444", "nearr", "Did you mean “near”?"),
        (f"{CLINICS}?format=xml", "format", "is not a search parameter"),
        (f"{CLINICS}.geojson?box=1", "box", "is not a search parameter"),
        (f"{CLINICS}/pelican-key?fields=name", "fields", "is not a parameter here"),
        ("/api/v1/places?q=a&limit=3", "limit", "is not a parameter here"),
        ("/api/v1/openapi.json?tongue=es", "tongue", "is not a parameter here"),
    ],
)
def test_an_unknown_parameter_is_refused(client, path, name, message):
    make.clinic(slug="pelican-key")
    said = refused(client.get(path), 400, "unknown-parameter")
    [error] = said["errors"]
    assert error["parameter"] == name
    assert message in error["detail"]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("condition=crsp", "crps"), ("confirmed=staff.psychiatrst", "staff.psychiatrist"),
        ("sort=ratng", "rating"), ("nearr=33444", "near"), ("radius=7&near=33444", None),
        ("near=Delrey Beach", "Delray Beach, FL"), ("near=Qqqzzz", None), ("page=two", None),
        ("near=orange county", None), ("zzzz=1", None),
    ],
)  # fmt: skip
def test_what_was_probably_meant_is_said_as_it_would_be_sent(client, asked, meant):
    make.clinic()
    [error] = client.get(f"{CLINICS}?{asked}").json()["errors"]
    assert error["parameter"] == asked.partition("=")[0]
    assert error["did_you_mean"] == meant


def test_each_thing_that_is_wrong_is_said_by_itself(client):
    said = refused(client.get(f"{CLINICS}?condition=crsp&page=0&nere=33444"), 400,
                   "unknown-parameter")  # fmt: skip
    assert [(e["parameter"], e["did_you_mean"]) for e in said["errors"]] == [
        ("nere", "near"), ("page", None), ("condition", "crps"),
    ]  # fmt: skip


def test_a_name_of_several_places_lists_them_to_choose_from(client):
    make.clinic(name="In one of them", city="Orlando", latitude=28.54, longitude=-81.38)
    said = refused(client.get(CLINICS, {"near": "orange county"}), 400, "ambiguous-place")
    labels = [place["label"] for place in said["candidates"]]
    assert labels == [
        "Orange County, CA", "Orange County, FL", "Orange County, NY", "Orange County, NC",
        "Orange County, TX", "Orange County, VA", "Orange County, VT", "Orange County, IN",
    ]  # fmt: skip
    assert [place["near"] for place in said["candidates"]] == labels
    assert "suggestions" not in said


def test_an_unknown_place_says_what_may_have_been_meant(client):
    make.clinic(name="Not near there")
    said = refused(client.get(CLINICS, {"near": "Delrey Beach"}), 400, "unknown-place")
    assert said["suggestions"][0]["near"] == "Delray Beach, FL"
    said = refused(client.get(CLINICS, {"q": "crps near Delrey Beach"}), 400, "unknown-place")
    assert said["suggestions"][0]["near"] == "Delray Beach, FL"
    said = refused(client.get(CLINICS, {"near": "Qqqzzz"}), 400, "unknown-place")
    assert "suggestions" not in said


def test_there_is_no_page_beyond_the_last(client):
    for _ in range(3):
        make.clinic()
    said = refused(client.get(f"{CLINICS}?page=3&page_size=2"), 400, "beyond-last-page")
    assert said["errors"] == [{
        "parameter": "page", "detail": "There is no page 3: the last is 2.", "did_you_mean": None,
    }]  # fmt: skip
    assert client.get(f"{CLINICS}?page=2&page_size=2").status_code == 200
    assert client.get(f"{CLINICS}?condition=ocd").json()["results"] == []
    refused(client.get(f"{CLINICS}?condition=ocd&page=2"), 400, "beyond-last-page")


@pytest.mark.parametrize("asked", ["", "?q=", "?q=a&q=b", f"?q={'x' * 121}"])
def test_places_need_the_beginning_of_one_name(client, asked):
    said = refused(client.get(f"/api/v1/places{asked}"), 400, "bad-value")
    assert [error["parameter"] for error in said["errors"]] == ["q"]
    assert client.get("/api/v1/places?q=%00%01").json() == {"results": []}


def test_what_is_not_published_is_not_there(client):
    make.clinic(slug="pelican-key")
    make.clinic(slug="pelican-draft", published=False)
    refused(client.get(f"{CLINICS}/pelican-draft"), 404, "not-found")
    assert client.get(f"{CLINICS}/pelican-key").status_code == 200
    assert [c["slug"] for c in client.get(CLINICS).json()["results"]] == ["pelican-key"]


@pytest.mark.parametrize("path", ["", "clinics/", "clinics/a/b", "clinics/%00", "nope", "docs/x"])
def test_any_other_address_is_a_problem_too(client, path):
    refused(client.get(f"/api/v1/{path}"), 404, "not-found")
    refused(client.post(f"/api/v1/{path}"), 404, "not-found")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_only_reads(client, method):
    make.clinic(slug="pelican-key")
    for address in (
        "clinics",
        "clinics.geojson",
        "clinics/pelican-key",
        "places?q=a",
        "openapi.json",
    ):
        answer = getattr(client, method)(f"/api/v1/{address}")
        refused(answer, 405, "method-not-allowed")
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert client.get(f"{CLINICS}/pelican-key").status_code == 200


def test_only_json_is_spoken(client):
    refused(client.get(CLINICS, headers={"accept": "text/html"}), 406, "not-acceptable")
    for accept in ("application/json", "*/*", "text/html, application/json;q=0.5"):
        assert client.get(CLINICS, headers={"accept": accept}).status_code == 200


def test_far_too_many_parameters_are_refused(client):
    asked = "&".join(f"a{n}=1" for n in range(1100))
    refused(client.get(f"{CLINICS}?{asked}"), 400, "bad-request")


class Broken(ApiView):
    """An address whose answer fails."""

    def get(self, request):
        """Fail with words that must not get out."""
        raise RuntimeError("the secret reason")


urlpatterns = [path("api/v1/docs", Broken.as_view(), name="api-docs"),
               path("broken", Broken.as_view())]  # fmt: skip


@pytest.fixture
def broken_site(settings):
    """A site of which everything is broken."""
    settings.ROOT_URLCONF = __name__
    yield
    clear_url_caches()
    set_urlconf(None)


def test_a_failure_keeps_its_reason_to_the_log(client, broken_site, caplog):
    answer = client.get("/broken?q=suffering")
    said = refused(answer, 500, "internal-error")
    assert b"secret" not in answer.content
    assert set(said) == {"type", "title", "status", "detail"}
    assert "the secret reason" in caplog.text
    assert "suffering" not in caplog.text


def test_every_kind_of_problem_has_its_anchor_on_the_page_for_people(client):
    page = client.get("/api/v1/docs").content.decode()
    for code in PROBLEMS:
        assert page.count(f'id="{code}"') == 1
