"""Trackers are taken off the addresses of pages; everything else stays as it was."""

from urllib.parse import unquote_to_bytes

import pytest
from django.test import Client

from directory.site.tracking import without_trackers
from tests import make

TRACKERS = ("utm_source", "utm_medium", "utm_campaign", "utm_id", "fbclid", "gclid", "msclkid",
            "mc_cid", "mc_eid", "igshid", "ttclid", "_ga", "_gl", "igsh", "gbraid", "wbraid",
            "gad_source", "srsltid", "dclid", "twclid", "li_fat_id", "_hsenc", "mkt_tok",
            "mtm_source", "fb_action_ids", "vero_id")  # fmt: skip


@pytest.mark.parametrize("name", TRACKERS)
def test_every_known_tracker_is_taken_off_and_its_neighbors_stay(name):
    assert without_trackers(f"near=33444&{name}=a%20b&radius=10") == "near=33444&radius=10"
    assert without_trackers(f"{name}=x") == without_trackers(name) == ""


@pytest.mark.parametrize(
    ("query", "clean"),
    [
        ("utm_source=a&utm_source=b&fbclid=c&q=x&utm_medium=", "q=x"),
        ("q=caf%C3%A9+%2B&condition=crps&fbclid=x&condition=ptsd&near=",
         "q=caf%C3%A9+%2B&condition=crps&condition=ptsd&near="),
        ("fbclid=x&&b=%7e&a='\"<>", "&b=%7e&a='\"<>"),
        ("utm%5Fsource=x&%66bclid=y&UTM_Source=z&q=utm_source", "q=utm_source"),
        ("q=a%26fbclid=b", "q=a%26fbclid=b"),
        ("my_fbclid=x&fbclid2=x&utm=x&gad=x&ga=x", "my_fbclid=x&fbclid2=x&utm=x&gad=x&ga=x"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_left_keeps_its_bytes_and_its_order(query, clean):
    assert without_trackers(query) == clean


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_page_redirects_once_to_the_clean_address_and_sets_nothing(method):
    clinic = make.clinic(name="Pelican Key")
    for page in ("/", "/search/", "/compare/", "/questions/", "/guide/", "/accounts/login/",
                 clinic.get_absolute_url(), "/no-such-page/"):  # fmt: skip
        answer = getattr(Client(), method)(f"{page}?fbclid=x&a=1&utm_source=y")
        assert (answer.status_code, answer["Location"]) == (302, f"{page}?a=1")
        assert (answer.content, dict(answer.cookies)) == (b"", {})
        bare = getattr(Client(), method)(f"{page}?gclid=x")
        assert (bare.status_code, bare["Location"]) == (302, page)


@pytest.mark.django_db
def test_a_shared_search_is_found_and_an_unknown_parameter_is_still_refused():
    answer = Client().get("/search/?near=33444&fbclid=x&utm_source=news", follow=True)
    assert answer.redirect_chain == [("/search/?near=33444", 302)]
    assert answer.status_code == 200
    assert Client().get("/search/?near=33444&fbclid2=x").status_code == 400
    assert Client().get("/search/?colour=red&fbclid=x", follow=True).status_code == 400


@pytest.mark.django_db
def test_the_api_refuses_trackers_and_a_form_that_is_sent_keeps_its_address():
    answer = Client().get("/api/v1/clinics?near=33444&fbclid=x")
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == ["fbclid"]
    assert Client().get("/api/v1/places?q=delray&utm_source=x").status_code == 400
    assert Client().post("/accounts/login/?fbclid=x", {}).status_code == 200


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("//evil.example/", "/%2Fevil.example/?a=1"),
        ("//evil.example/..%2f", "/%2Fevil.example/../?a=1"),
        ("/\\evil.example/", "/%5Cevil.example/?a=1"),
        ("/a%0d%0aSet-Cookie:x/", "/a%0D%0ASet-Cookie:x/?a=1"),
        ("/caf%C3%A9/%3Fb/", "/caf%C3%A9/%3Fb/?a=1"),
    ],
)
def test_no_path_leads_to_another_host_or_into_another_header(path, location):
    answer = Client().generic("GET", "/", QUERY_STRING="a=1&fbclid=x", PATH_INFO=_decoded(path))
    assert (answer.status_code, answer["Location"]) == (302, location)


def _decoded(path: str) -> str:
    """A path as a server hands it on: decoded, one character for each byte."""
    return unquote_to_bytes(path).decode("latin-1")
