"""Whatever is sent, the API says in words what is wrong with it, and where."""

import pytest

from directory.api.openapi import search_parameters
from tests import make

pytestmark = pytest.mark.django_db

API = "/api/v1/"
SEARCHES = (f"{API}clinics", f"{API}clinics.geojson")
NAMES = [parameter.name for parameter in search_parameters()]
REPEATABLE = {parameter.name for parameter in search_parameters() if parameter.explode}
LETTERS = "x" * 10_000
ADDRESSES = [f"{API}{path}" for path in
             ("clinics", "clinics.geojson", "clinics/a", "places?q=a", "checklist",
              "openapi.json")]  # fmt: skip


@pytest.fixture(autouse=True)
def clinic(settings):
    """One clinic, and no end of asking."""
    settings.OPEN_DATA_A_MINUTE = {"api": 10**6, "api-search": 10**6}
    return make.clinic(slug="a", yes="condition.crps")


def wrong(client, url, about):
    """The words at the one parameter that is wrong."""
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), url
    assert "Set-Cookie" not in answer
    said = answer.json()
    assert len(answer.content) < 12_000
    assert {error["parameter"] for error in said["errors"]} == {about}, (url, said["errors"])
    return " ".join(error["detail"] for error in said["errors"])


@pytest.mark.parametrize("url", SEARCHES)
@pytest.mark.parametrize("name", NAMES)
def test_ten_thousand_characters_nulls_and_bytes_are_refused_where_they_are(client, url, name):
    other = {"lat": "&lon=1", "lon": "&lat=1"}.get(name, "")
    for value in (LETTERS, "9" * 10_000, "a%00b", "%ff%fe", "%ed%a0%80", "%c0%af", "\x00"):
        assert wrong(client, f"{url}?{name}={value}{other}", name)
    if name != "q":  # whose words filter nothing, and are said
        for value in ("Delray%01Beach", "a%0d%0aSet-Cookie:x=1", "%e2%80%ae", ";drop table"):
            assert wrong(client, f"{url}?{name}={value}{other}", name)


@pytest.mark.parametrize("name", ["cursor", "bbox", "lang", "q"])
def test_so_they_are_at_the_parameters_that_only_one_address_has(client, name):
    url = {"cursor": SEARCHES[0], "bbox": SEARCHES[1], "lang": f"{API}checklist",
           "q": f"{API}places"}[name]  # fmt: skip
    for value in (LETTERS, "%ff", "%ed%a0%80"):
        assert wrong(client, f"{url}?{name}={value}", name)
    assert "more than once" in wrong(client, f"{url}?{name}=1&{name}=1", name) or name == "q"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in REPEATABLE])
def test_what_is_one_is_not_given_twice(client, name):
    valid = {"near": "33444", "lat": "1", "lon": "1", "q": "crps", "unit": "km", "verified": "1",
             "offers": "any", "sort": "name", "radius": "25"}.get(name, "1")  # fmt: skip
    asked = f"{name}={valid}&{name}={valid}" + {"lat": "&lon=1", "lon": "&lat=1"}.get(name, "")
    for url in SEARCHES:
        assert "more than once" in wrong(client, f"{url}?{asked}", name)


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_unknown_name_is_refused_however_it_is_written(client, url):
    begin = f"{url}{'&' if '?' in url else '?'}"
    for name, said in (("%ff", "\ufffd"), ("nonsense", "nonsense"), ("NEAR", "NEAR"),
                       (LETTERS, LETTERS), ("q[]", "q[]")):  # fmt: skip
        answer = client.get(f"{begin}{name}=1")
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
        assert [error["parameter"] for error in answer.json()["errors"]] == [said]


@pytest.mark.parametrize("slug", ["%ff", LETTERS, "a%00", "a%0a", "%2e%2e", "a/", "A", "a%20", "%"])
def test_what_is_no_clinic_is_not_found(client, slug):
    answer = client.get(f"{API}clinics/{slug}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("url", ADDRESSES)
def test_every_address_answers_as_open_data_do(client, url):
    got, head = client.get(url), client.head(url)
    assert (got.status_code, head.status_code, head.content) == (200, 200, b"")
    assert head["ETag"] == got["ETag"]
    assert client.get(url).content == got.content
    assert client.get(url, headers={"range": "bytes=0-9"}).content == got.content
    for known in ("*", got["ETag"], f'"x", W/{got["ETag"]}'):
        assert client.get(url, headers={"if-none-match": known}).status_code == 304
    packed = client.get(url, headers={"accept-encoding": "gzip"})
    assert packed.get("ETag") == (
        f"W/{got['ETag']}" if "Content-Encoding" in packed else got["ETag"]
    )
    options = client.options(url)
    assert (options.status_code, options["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert options["Access-Control-Allow-Origin"] == got["Access-Control-Allow-Origin"] == "*"
    assert "RateLimit" in got["Access-Control-Expose-Headers"]
    assert {"Accept", "Accept-Encoding"} <= set(got["Vary"].split(", "))
    refused = client.get(url, headers={"accept": "application/fhir+xml"})
    assert (refused.status_code, refused["Content-Type"]) == (406, "application/problem+json")
    assert refused["Cache-Control"] == "no-store"


def test_a_search_by_place_and_condition_is_kept_by_nobody_but_who_asked(client):
    url = f"{API}clinics"
    assert client.get(f"{url}?near=33444&condition=crps")["Cache-Control"] == "private, max-age=60"
    assert client.get(f"{url}.geojson?near=33444")["Cache-Control"] == "private, max-age=60"
    assert client.get(f"{url}/a")["Cache-Control"] == "public, max-age=60"
