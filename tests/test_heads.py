"""What search engines and messengers are told of each page: a title, a description, a preview."""

import io

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from clinics.listing.actions.status import close, pause, say_closed
from directory.presenting.listed_clinic import Listed
from directory.presenting.wording import day
from directory.site.urls import absolute
from directory.templatetags.head import PICTURE, PICTURE_SIZE
from tests import make
from tests.directory.seen import Element, seen
from tests.permissions_table import TABLE
from tests.test_permissions_table import world  # noqa: F401

pytestmark = pytest.mark.django_db

OF_ONE_PERSON = (
    *("accounts/", "demo/", "invitations/", "no-mail/", "reviews/", "suggestions/"),
    "embed/search/",
)
"""How addresses begin that nobody shares: some hold a key, one stands in a frame."""


def metas(page: Element) -> list[tuple[str, str]]:
    """The names and contents of what a head says, without the settings of the browser."""
    said = [
        (m.attrs.get("property") or m.attrs.get("name", ""), m.attrs.get("content", ""))
        for m in page.all("meta")
    ]
    return [m for m in said if m[0] == "description" or m[0].startswith(("og:", "twitter:"))]


OPEN_GRAPH = ["og:type", "og:site_name", "og:title", "og:description", "og:url", "og:image",
              "og:image:width", "og:image:height", "og:image:alt"]  # fmt: skip


def shared(client: Client, path: str) -> dict[str, str]:
    """What is said of a page, by name."""
    return dict(metas(seen(client.get(path))))


def test_every_public_page_says_once_what_it_is_and_no_page_of_one_person_does(world, settings):  # noqa: F811
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://clinics.example", ["clinics.example"]
    public, titles = [], []
    for address in TABLE:
        answer = Client(headers={"host": "clinics.example"}).get(world.url(address))
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = seen(answer)
        titles.append(page.one("title").text)
        if address.startswith(OF_ONE_PERSON):
            assert (address, metas(page)) == (address, [])
            continue
        public.append(address)
        said = dict(metas(page))
        assert [name for name, _ in metas(page)] == ["description", *OPEN_GRAPH, "twitter:card"]
        assert 50 <= len(said["description"]) <= 160, (address, said["description"])
        assert said["og:description"] == said["description"]
        assert said["og:url"].startswith(f"https://clinics.example/{address.partition('<')[0]}")
        assert said["og:image"] == f"https://clinics.example/static/{PICTURE}"
        assert said["twitter:card"] == "summary_large_image"
        name = page.one("title").text.removesuffix(" – Clinic Directory")
        assert (said["og:type"], said["og:title"]) == ("website", name)
    assert len(public) == 24
    assert all(titles)
    assert "reviews/keep/<str:token>/" not in public


@pytest.mark.parametrize("path", ["/compare/?clinic=a&clinic=b", "/questions/?clinic=a",
                                  "/clinics/a/wrong/?code=access.parking"])  # fmt: skip
def test_a_page_that_is_nothing_without_its_query_says_what_it_is_too(client, path):
    for slug in ("a", "b"):
        make.clinic(slug=slug, yes="access.parking")
    said = metas(seen(client.get(path)))
    assert [name for name, _ in said] == ["description", *OPEN_GRAPH, "twitter:card"]
    assert 50 <= len(dict(said)["description"]) <= 160
    whole = path if "wrong" not in path else path.partition("?")[0]
    assert dict(said)["og:url"] == f"http://testserver{whole}"


@pytest.mark.parametrize(("path", "status"), [("/no-such-page/", 404), ("/search/?near=xx", 400)])
def test_a_page_that_refuses_has_a_title_and_no_preview(client, path, status):
    answer = client.get(path)
    page = seen(answer)
    assert (answer.status_code, len(page.all("title")), metas(page)) == (status, 1, [])


def test_the_picture_is_ours_small_and_of_the_size_that_is_said():
    with open(finders.find(PICTURE), "rb") as file:
        content = file.read()
    assert len(content) < 60_000
    assert Image.open(io.BytesIO(content)).size == PICTURE_SIZE


def test_what_a_patient_asked_is_shared_with_the_search_and_never_with_a_clinic(client):
    make.clinic(slug="heron", name="Heron", yes="condition.crps")
    asked = "near=33444&condition=crps"
    assert shared(client, f"/search/?{asked}")["og:url"] == f"http://testserver/search/?{asked}"
    assert shared(client, f"/clinics/heron/?{asked}")["og:url"] == (
        "http://testserver/clinics/heron/"
    )
    assert shared(client, f"/?{asked}")["og:url"] == "http://testserver/"


def test_what_somebody_typed_is_text_and_no_code(client):
    make.clinic(slug="odd", name='Heron "><script>x</script> & Sons', city="Delray Beach")
    page = seen(client.get("/clinics/odd/"))
    assert [s.attrs for s in page.all("script") if "src" not in s.attrs] == [
        {"type": "application/ld+json"}
    ]
    assert dict(metas(page))["og:title"] == 'Heron "><script>x</script> & Sons, Delray Beach'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            {"yes": "route.iv-infusion route.esketamine-nasal", "no": "route.intramuscular"},
            "Heron in Delray Beach, FL. Ketamine is given as: IV infusion, Spravato nasal spray. "
            "What it says about price, insurance and safety, and who confirmed it.",
        ),
        (
            {"no": "route.intramuscular", "offers_none": True},
            "Heron in Delray Beach, FL. "
            "What it says about price, insurance and safety, and who confirmed it.",
        ),
    ],
)  # fmt: skip
def test_a_clinic_is_described_by_what_it_gives_and_without_its_own_words(client, words, said):
    make.clinic(slug="heron", name="Heron", city="Delray Beach", state="FL",
                description="The best clinic in Florida!", **words)  # fmt: skip
    assert shared(client, "/clinics/heron/")["description"] == said


def test_a_closed_clinic_is_described_as_closed_and_as_nothing_else(client):
    closed = make.clinic(slug="heron", name="Heron", city="Delray Beach", state="FL")
    close(closed.pk, since=make.today(), actor="moderator", why="Its line is dead.")
    assert shared(client, "/clinics/heron/")["description"] == (
        "Heron in Delray Beach, FL. This clinic has closed. The page keeps what was stated about "
        "it."
    )


def test_a_clinic_that_takes_nobody_is_described_as_that_and_as_nothing_else(client):
    heron = {"city": "Delray Beach", "state": "FL", "yes": "route.iv-infusion"}
    paused = make.clinic(slug="heron", name="Heron", **heron)
    pause(paused.pk, until=make.days_ago(-30), actor="clinic")
    assert shared(client, "/clinics/heron/")["description"] == (
        f"Heron in Delray Beach, FL. Paused until {day(make.days_ago(-30))}. It takes no patients "
        "during that time. Call before you go there."
    )
    gone = make.clinic(slug="egret", name="Egret", **heron)
    say_closed(gone.pk, since=make.days_ago(3), by=None)
    assert shared(client, "/clinics/egret/")["description"] == (
        f"Egret in Delray Beach, FL. Says that it has been closed since {day(make.days_ago(3))}. "
        "A moderator has not decided this yet. Call before you go there."
    )


@pytest.mark.parametrize(
    ("name", "town", "together"),
    [
        ("Tidewrack Boca Raton", "Boca Raton", "Tidewrack Boca Raton"),
        ("tidewrack boca raton", "Boca Raton", "tidewrack boca raton"),
        ("Reading Room", "Read", "Reading Room, Read"),
        ("Heron (Miami)", "Miami", "Heron (Miami)"),
        ("Heron", "Boca Raton", "Heron, Boca Raton"),
        ("Heron", "", "Heron"),
    ],
)
def test_a_town_that_the_name_tells_is_not_told_twice(name, town, together):
    assert Listed(make.clinic(name=name, city=town)).name_and_town == together


def test_an_absolute_address_is_that_of_the_request_without_a_setting(rf, settings):
    settings.SITE_URL = ""
    assert absolute(rf.get("/x"), "/static/share.png") == "http://testserver/static/share.png"
