"""Feeds: what is new where somebody searched, and what changed at a clinic; valid Atom."""

import xml.etree.ElementTree as ET

import pytest

from clinics.listing.actions.status import pause
from tests import make

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response) -> list[tuple[str, str]]:
    """Title and address of each entry."""
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    assert all(entry.find(f"{ATOM}updated") is not None for entry in feed.iter(f"{ATOM}entry"))
    return [
        (entry.findtext(f"{ATOM}title"), entry.find(f"{ATOM}link").get("href"))
        for entry in feed.iter(f"{ATOM}entry")
    ]


def test_a_search_can_be_followed(client):
    make.clinic(name="Delray & Sons", slug="delray", yes="condition.crps")
    boca = make.clinic(name="Boca", slug="boca", town="boca", yes="condition.crps")
    make.clinic(name="Austin", town="austin", yes="condition.crps")
    make.clinic(name="No CRPS")
    pause(boca.pk, until=None, actor="moderator")
    found = client.get("/search/feed/", {"near": "33444", "condition": "crps", "offers": "any"})
    assert entries(found) == [
        ("Boca: Paused: Listing: changed from open to paused", "http://testserver/clinics/boca/"),
        ("Delray & Sons: Listed", "http://testserver/clinics/delray/"),
    ]


def test_a_clinic_can_be_followed(client):
    clinic = make.clinic(name="Boca", slug="boca")
    make.clinic(name="Rival")
    pause(clinic.pk, until=None, actor="moderator")
    found = entries(client.get("/clinics/boca/feed/"))
    assert [title.partition(":")[0] for title, _address in found] == ["Paused", "Listed"]
    assert {address for _title, address in found} == {"http://testserver/clinics/boca/"}
    assert client.get("/clinics/none/feed/").status_code == 404


def test_a_bad_question_is_refused_in_words(client):
    answer = client.get("/search/feed/", {"condition": "boredom"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "“boredom” is not a known choice here." in answer.content.decode()


@pytest.mark.parametrize("clinics", [1, 4])
def test_queries(client, django_assert_num_queries, clinics):
    for number in range(clinics):
        make.clinic(slug=f"c{number}")
    with django_assert_num_queries(3):
        client.get("/search/feed/")
    with django_assert_num_queries(2):
        client.get("/clinics/c0/feed/")
