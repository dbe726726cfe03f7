"""The page for clinics, with how long moderators took lately; and the ways to add a clinic."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db


def times(client) -> list[str]:
    return [row.one("dd").text for row in seen(client.get("/for-clinics/")).all("dl")[0].all("div")]


def test_it_says_how_long_moderators_took_or_that_nobody_knows(
    client, settings, django_assert_num_queries
):
    settings.CONTACT_EMAIL = "desk@directory.example"
    none = "none was decided in the last 90 days, so we cannot say."
    with django_assert_num_queries(3):
        assert times(client) == [none, none, none]
    heron, now = make.clinic(), timezone.now()
    for hours, decided in ((3, 1), (50, 2), (80, 89), (1, 91)):
        end = now - dt.timedelta(days=decided)
        make.suggestion(heron, confirmed_at=end - dt.timedelta(hours=hours), decided_at=end,
                        outcome="done")  # fmt: skip
    make.suggestion(heron)
    asked = now - dt.timedelta(hours=30)
    make.claim(heron, asked_at=asked, decided_at=asked + dt.timedelta(hours=20),
               decision="approved")  # fmt: skip
    assert times(client) == [
        "half of them within 3 days; 3 were decided in the last 90 days.",
        "within 20 hours; 1 was decided in the last 90 days.",
        none,
    ]
    page = seen(client.get("/for-clinics/")).one("main")
    links = [a["href"] for a in page.all("a")]
    assert links == [
        "/accounts/login/", "/search/?offers=any", "/add/?who=mine", "/how-we-verify/",
        "/embed/", "mailto:desk@directory.example",
    ]  # fmt: skip
    settings.CONTACT_EMAIL = ""
    assert "mailto" not in client.get("/for-clinics/").content.decode()


def test_every_page_and_every_search_lead_to_it_and_to_adding_a_clinic(client):
    def links(path: str, part: str) -> list[str]:
        found = seen(client.get(path)).one(part).all("a")
        hrefs = [a.attrs.get("href") for a in found]
        return [href for href in hrefs if href in ("/for-clinics/", "/add/")]

    assert links("/", "header") == ["/for-clinics/"]
    assert links("/", "footer") == ["/for-clinics/", "/add/"]
    assert links("/search/?near=33444", "main") == ["/add/"]
    make.clinic()
    assert links("/search/?near=33444", "main") == ["/add/"]


def test_what_is_listed_and_says_nothing_is_offered_where_nothing_is_found(client):
    for _number in range(3):
        make.clinic(offers_none=True)
    page = seen(client.get("/search/?near=33444"))
    told = page.one("li.silent")
    assert told.text.startswith(
        "3 places listed within 25 miles of 33444 (Delray Beach, FL) do not say whether they offer "
        "ketamine."
    )
    first, ask = [a["href"] for a in told.all("a")]
    assert first == "/search/?near=33444&offers=any"
    assert ask.startswith("/questions/?clinic=")
    assert seen(client.get(first)).one("h1").text.startswith("3 clinics")


def test_robots_leave_the_forms_alone_and_the_sitemap_names_the_pages(client):
    assert "Disallow: /clinics/*/problem/" in client.get("/robots.txt").content.decode()
    make.clinic()
    listed = client.get("/sitemap.xml").content.decode()
    assert [path in listed for path in ("/for-clinics/", "/add/", "/problem/")] == [
        True, True, False]  # fmt: skip
