"""A card that is kept says on every page what it would say if it were made anew."""

import datetime as dt

import pytest
from django.urls import set_script_prefix
from django.utils.translation import override

from clinics.models import Hours, SourceList, StoredCard
from directory.pages.results import results_of
from directory.presenting import listed_card
from directory.search.answer import Found
from directory.search.question import Question
from directory.templatetags import cards
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

NEAR = {"near": "33444"}


@pytest.fixture(autouse=True)
def nothing_kept():
    forget()


def forget() -> None:
    listed_card.read.cache_clear()
    cards._kept.cache_clear()


def shown(client, **ask) -> str:
    """The page of a search, which is the same when nothing was kept before it."""
    kept = client.get("/search/", {**NEAR, **ask}).content
    forget()
    assert client.get("/search/", {**NEAR, **ask}).content == kept
    return kept.decode()


def listed(clinic, on: dt.date) -> str:
    """The list with one clinic, as of a day."""
    found = [Found(clinic_id=clinic.pk, distance_miles=None)]
    return cards.result_cards(results_of(found, Question(), on=on), 1)


def test_an_edit_is_on_the_next_page(client):
    heron = make.clinic(name="Heron", yes="condition.crps")
    make.clinic(name="Rival")
    assert "IV infusion, At home" not in shown(client)
    make.saved(heron, make.moved(heron, "route.at-home", value=True))
    page = shown(client)
    assert page.count("IV infusion, At home") == 1
    assert page.count("FDA warning about what is offered here: At home") == 1
    StoredCard.objects.filter(clinic=heron).delete()
    assert shown(client) == page


def test_a_report_and_its_end_are_on_the_next_page(client):
    heron = make.clinic(name="Heron", yes="condition.crps")
    make.clinic(name="Rival")
    before = shown(client)
    report = make.report(heron, "condition.crps")
    assert shown(client).count("1 unconfirmed report that something here is wrong") == 1
    report.delete()
    assert shown(client) == before


def test_who_is_put_on_the_exclusion_list_is_on_the_next_page(client):
    heron = make.clinic(name="Heron")
    make.clinic(name="Rival")
    person = make.clinician(heron)
    make.credential(heron, "npi", clinician=person, confirmed_until=30)
    line = make.credential(heron, "not-excluded", clinician=person)
    before = shown(client)
    line.current = make.check(line, "excluded")
    line.save()
    assert shown(client).count(f"{person} is on the federal exclusion list") == 1
    person.left_on = make.today()
    person.save()
    assert shown(client) == before


def test_a_list_that_no_longer_asks_about_prices_is_on_the_next_page(client):
    imported = {"source": "import", "source_name": "Example list"}
    make.clinic(facts=[make.fact("route.iv-infusion", **imported)], **imported)
    source = SourceList.objects.create(name="Example list")
    assert shown(client).count("Example list does not ask about prices") == 0
    source.asks_prices = False
    source.save()
    assert shown(client).count("Example list does not ask about prices") == 1


def test_a_day_later_a_check_is_overdue():
    late = make.fact("safety.acls-on-site", confirmed="document", due_in=0, confirmed_days=30)
    heron, today = make.clinic(facts=[late]), make.today()
    days = [today, today + dt.timedelta(days=1), today]
    said = [listed(heron, day) for day in days]
    assert ["1 check is overdue" in one for one in said] == [False, True, False]
    assert said[0] == said[2]


def test_the_day_is_that_of_the_clinic(monkeypatch):
    week = [Hours(weekday=n, opens=dt.time(8), closes=dt.time(17)) for n in range(7)]
    east, west = make.clinic(hours=week), make.clinic(hours=week, state="HI")
    on, said = dt.date(2026, 3, 2), []
    for hour in (12, 29, 36):  # of Monday, in UTC
        now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        said.append([
            next(day for day in ("Sunday", "Monday", "Tuesday") if f"Open today, {day}" in card)
            for card in (listed(east, on), listed(west, on))
        ])  # fmt: skip
    assert said == [["Monday", "Monday"], ["Tuesday", "Monday"], ["Tuesday", "Tuesday"]]


def test_each_language_has_its_own():
    week = [Hours(weekday=n, opens=dt.time(8), closes=dt.time(17)) for n in range(7)]
    heron, today = make.clinic(hours=week), make.today()
    said = []
    for language in ("en", "es", "en"):
        with override(language):
            said.append(listed(heron, today))
    assert said[0] == said[2] != said[1]
    forget()
    with override("es"):
        assert listed(heron, today) == said[1]


def test_addresses_begin_where_the_site_begins():
    heron, today = make.clinic(slug="heron"), make.today()
    said = [listed(heron, today)]
    set_script_prefix("/directory/")
    try:
        said.append(listed(heron, today))
    finally:
        set_script_prefix("/")
    assert ['href="/directory/clinics/heron/"' in one for one in said] == [False, True]


def test_number_distance_and_question_are_those_of_the_page(client):
    make.clinic(name="Heron", slug="heron", yes="condition.crps route.at-home", town="boca")
    make.clinic(name="Rival", slug="rival", yes="condition.crps")
    seen_by = []
    for ask in ({}, {"condition": "crps"}, {"sort": "name"}, {"near": "33432"}, {"near": ""}):
        page = seen(client.get("/search/", {**NEAR, **ask}))
        (card,) = [li for li in page.all("li.result") if li.one("h3").text == "Heron"]
        links = {a["href"] for a in card.all("a") if a["href"].startswith("/")}
        number, where = card.one("span.result-number").text, card.one("p.where").text
        seen_by.append((number, where.partition(" miles")[0], len(card.all("p.meets")), links))
    place = "/clinics/heron/?near=33444"
    assert seen_by == [
        ("2", seen_by[0][1], 0, {place, f"{place}#route"}),
        ("2", seen_by[0][1], 1, {f"{place}&condition=crps", f"{place}&condition=crps#route"}),
        ("1", seen_by[0][1], 0, {place, f"{place}#route"}),
        ("1", seen_by[3][1], 0, {"/clinics/heron/?near=33432", "/clinics/heron/?near=33432#route"}),
        ("1", "Boca Raton, FL", 0, {"/clinics/heron/", "/clinics/heron/#route"}),
    ]
    assert float(seen_by[0][1]) > float(seen_by[3][1])


def test_a_name_that_looks_like_a_hole_is_only_a_name(client):
    name = "100 % %(carry)s %s {number} <b> & sons"
    make.clinic(name=name, slug="heron")
    shown(client)
    page = seen(client.get("/search/", NEAR))
    assert page.texts("h3")[0] == name
    assert page.one("h3").one("a")["href"] == "/clinics/heron/?near=33444"


def test_nothing_that_is_kept_depends_on_the_question(client):
    make.clinic(yes="condition.crps")
    make.clinic(yes="condition.crps")
    client.get("/search/", NEAR)
    kept = cards._kept.cache_info().misses, listed_card.read.cache_info().misses
    assert kept == (2, 2)
    for ask in (
        {"condition": "crps"},
        {"near": "Delray Beach", "unit": "km"},
        {"nice": "condition.crps"},
        {"near": "", "lat": "26.46", "lon": "-80.07"},
        {"sort": "name", "verified": "1"},
    ):
        client.get("/search/", {**NEAR, **ask})
    assert (cards._kept.cache_info().misses, listed_card.read.cache_info().misses) == kept
