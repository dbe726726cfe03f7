"""Feeds: what is new where somebody searched, and what changed at a clinic; valid Atom."""

import html
import xml.etree.ElementTree as ET

import pytest

from clinics.listing.actions.status import pause
from clinics.models import Event
from directory.pages import feeds
from directory.views import feeds as views
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


@pytest.mark.parametrize(
    "address",
    ["/search/feed/?condition=crps", "/search/feed/?condition=ptsd", "/clinics/boca/feed/"],
)
def test_who_has_the_news_already_is_told_so_in_a_few_bytes(client, address):
    boca = make.clinic(name="Boca", slug="boca", yes="condition.crps")
    first = client.get(address)
    again = {"If-None-Match": first["ETag"]}
    same = client.get(address, headers=again)
    assert (first.status_code, same.status_code, same.content) == (200, 304, b"")
    pause(boca.pk, until=None, actor="moderator")
    news = client.get(address, headers=again)
    assert news.status_code == (304 if "ptsd" in address else 200)


def test_the_last_change_of_a_feed_is_that_of_its_newest_entry_and_stays_without_any(client):
    boca = make.clinic(name="Boca", slug="boca", yes="condition.crps")
    newest = Event.objects.filter(clinic_id=boca.pk).latest("at").at
    updated = [
        ET.fromstring(client.get("/search/feed/", {"condition": code}).content)
        .findtext(f"{ATOM}updated") for code in ("crps", "ptsd")
    ]  # fmt: skip
    assert updated == [newest.isoformat(), "2000-01-01T00:00:00+00:00"]


def test_what_somebody_wrote_is_text_and_no_character_breaks_the_feed(client):
    clinic = make.clinic(name="Boca", slug="boca")
    pause(clinic.pk, until=None, actor="moderator", why="Fire\x0b & \uffff<b>flood</b>")
    for address in ("/search/feed/?offers=any", "/clinics/boca/feed/"):
        feed = ET.fromstring(client.get(address).content)
        summary = feed.find(f"{ATOM}entry").find(f"{ATOM}summary")
        assert summary.get("type") == "html"
        assert html.unescape(summary.text).endswith(": Fire & <b>flood</b>")
        assert "<" not in summary.text


@pytest.mark.parametrize(
    ("address", "page"),
    [("/search/feed/?near=33444", "/search/?near=33444"),
     ("/clinics/boca/feed/", "/clinics/boca/history/")],
)  # fmt: skip
def test_a_feed_says_who_made_it_and_where_it_and_its_page_are(client, address, page):
    make.clinic(name="Boca", slug="boca")
    feed = ET.fromstring(client.get(address).content)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Clinic Directory"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": f"http://testserver{address}", "alternate": f"http://testserver{page}"}


@pytest.mark.parametrize(("prefix", "language"), [("", "en-us"), ("/es", "es-us")])
def test_a_feed_says_its_language(client, prefix, language):
    make.clinic(slug="boca")
    of_xml = "{http://www.w3.org/XML/1998/namespace}lang"
    for path in ("/search/feed/", "/clinics/boca/feed/", "/changes.atom"):
        assert ET.fromstring(client.get(prefix + path).content).get(of_xml) == language, path


@pytest.mark.parametrize(
    ("most", "note"),
    [(2, ""), (1, "News of the first 1 of the 2 clinics that this search finds.")],
)
def test_a_feed_of_a_part_of_a_long_list_says_so(client, monkeypatch, most, note):
    monkeypatch.setattr(feeds, "MOST", most)
    monkeypatch.setattr(views, "MOST", most)
    make.clinic(slug="a")
    make.clinic(slug="b")
    found = client.get("/search/feed/")
    assert len(entries(found)) == most
    assert (ET.fromstring(found.content).findtext(f"{ATOM}subtitle") or "") == note


@pytest.mark.parametrize("clinics", [1, 4])
def test_queries(client, django_assert_num_queries, clinics):
    for number in range(clinics):
        make.clinic(slug=f"c{number}")
    with django_assert_num_queries(3):
        client.get("/search/feed/")
    with django_assert_num_queries(2):
        client.get("/clinics/c0/feed/")
