"""Nothing found: honest advice, never padding."""

import pytest

from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

NEAR = {"near": "33444"}


def advice(response) -> list[str]:
    """What the page advises, in order."""
    return seen(response).one("ul.advice").texts("li")


def test_the_tick_that_costs_most_is_named_first(client):
    for _number in range(3):
        make.clinic(yes="condition.crps condition.ptsd")
    make.clinic(yes="condition.crps insurance.medicare")
    ask = {**NEAR, "condition": ["crps", "ptsd"], "insurance": "medicare"}
    answer = client.get("/search/", ask)
    assert advice(answer) == [
        "Leave out: Medicare 3 clinics",
        "Leave out: Post-traumatic stress disorder (PTSD) 1 clinic",
        "Start over",
    ]
    assert seen(answer).one("p.beyond").text == (
        "No ketamine clinic within 250 miles of 33444 (Delray Beach, FL) meets all of this."
    )
    first = seen(answer).one("ul.advice").all("a")[0]["href"]
    assert first == "/search/?near=33444&condition=crps&condition=ptsd"
    assert seen(client.get(first)).one("h1").text.startswith("3 clinics")


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"verified": "1"}, "Leave out: confirmed by someone other than the clinic 1 clinic"),
        ({"checked_within": "1"}, "Leave out: confirmed or checked within 1 day 1 clinic"),
        ({"max_course_price": "10"}, "Leave out: first course at most $10 1 clinic"),
        ({"q": "Pelican"}, "Leave out: named “Pelican” 1 clinic"),
    ],
)
def test_other_limits_are_weighed_too(client, limit, words):
    make.clinic(name="Heron", yes="safety.acls-on-site")
    make.clinic(name="Far Pelican", yes="safety.acls-on-site", town="austin")
    assert words in advice(client.get("/search/", {**NEAR, "safety": "acls-on-site", **limit}))


def test_the_nearest_is_named_however_far_it_is(client):
    make.clinic(name="Austin", town="austin", yes="condition.crps")
    make.clinic(name="Rival", town="austin")
    page = seen(client.get("/search/", {**NEAR, "condition": "crps"}))
    assert page.texts("h3") == ["Austin"]
    assert page.one("p.nearest").text.startswith("The nearest clinic that matches is 1,1")
    assert page.one("p.nearest").text.endswith(" miles away, in Austin, TX.")


def test_where_nobody_anywhere_meets_all_of_it_the_nearest_meets_all_but_one_thing(client):
    make.clinic(name="Austin", town="austin", yes="condition.crps")
    make.clinic(name="Boca", town="boca", yes="insurance.medicare")
    make.clinic(name="Rival", town="boca")
    page = seen(client.get("/search/", {**NEAR, "radius": "5", "condition": "crps",
                                        "insurance": "medicare"}))  # fmt: skip
    assert page.texts("h3") == ["Boca"]
    assert page.one("p.nearest").text == (
        "No clinic anywhere meets all of this. The nearest one that meets the rest, without "
        "“Complex regional pain syndrome (CRPS)”, is 6.8 miles away, in Boca Raton, FL."
    )
    assert "The nearest clinic that meets all but “Complex regional pain syndrome (CRPS)”" in (
        page.texts("h2")
    )


def test_who_cannot_travel_is_told_of_video_visits_and_of_what_is_warned_of(client):
    make.clinic(name="Video", town="boca", yes="access.telehealth-consultation")
    make.clinic(name="Home", town="boca", yes="route.at-home access.telehealth-consultation")
    make.clinic(name="Far", town="austin", yes="route.at-home")
    page = seen(client.get("/search/", {**NEAR, "radius": "5", "condition": "crps"}))
    [video, home] = page.one("ul.remedies").texts("li")
    assert video == "Telehealth consultation 2 clinics within 250 miles"
    assert home.startswith("Taken at home 1 clinic within 250 miles The FDA warned")
    linked = client.get(page.one("ul.remedies").all("a")[0]["href"])
    assert sorted(seen(linked).texts("h3"))[:2] == ["Home", "Video"]
    assert not seen(client.get("/search/", {"condition": "crps"})).all("ul.remedies")


def test_an_any_of_tick_that_only_widens_is_not_offered(client):
    make.clinic(yes="condition.crps")
    ask = {**NEAR, "condition": "crps", "insurance": ["medicare", "aetna"]}
    offered = [line for line in advice(client.get("/search/", ask)) if "Leave out" in line]
    assert offered == []


def test_the_next_circle_and_the_nearest_beyond(client):
    make.clinic(name="Boca", town="boca", yes="condition.crps")
    make.clinic(name="Rival next door")
    answer = client.get("/search/", {**NEAR, "radius": "5", "condition": "crps"})
    assert advice(answer) == [
        "Leave out: Complex regional pain syndrome (CRPS) 1 clinic",
        "Search within 10 miles of 33444 (Delray Beach, FL) 1 clinic",
        "Start over",
    ]
    assert seen(answer).texts("h3") == ["Boca"]
    assert seen(answer).one("p.nearest").text == (
        "The nearest clinic that matches is 6.8 miles away, in Boca Raton, FL."
    )
    wider = seen(answer).one("ul.advice").all("a")[1]["href"]
    assert seen(client.get(wider)).texts("h3") == ["Boca"]


def listed_nearby(**words):
    """A clinic of a list that asks nothing about ketamine."""
    said = {"source": "import", "source_name": "SAMHSA", "listed_by": "SAMHSA"}
    return make.clinic(offers_none=True, **said, **words)


def test_places_that_say_nothing_of_ketamine_are_named_and_can_be_asked(client):
    for number in range(4):
        listed_nearby(name=f"Quiet {number}", slug=f"quiet-{number}")
    listed_nearby(name="Denies it", no="route.lozenge")
    listed_nearby(name="Draft", published=False)
    listed_nearby(name="Austin", town="austin")
    answer = client.get("/search/", NEAR)
    page = seen(answer)
    there = "within 25 miles of 33444 (Delray Beach, FL)"
    assert page.one("h1").text == f"No clinic {there} says that it offers ketamine"
    assert page.one("p.beyond").text == (
        "No clinic within 250 miles of 33444 (Delray Beach, FL) says that it offers ketamine."
    )
    assert advice(answer) == [
        f"4 places listed {there} do not say whether they offer ketamine. "
        "Show every place listed there What to ask the first 3",
        "Start over",
    ]
    show, ask = [a["href"] for a in page.one("li.silent").all("a")]
    shown = seen(client.get(show))
    assert sorted(shown.texts("h3")) == ["Denies it", "Quiet 0", "Quiet 1", "Quiet 2", "Quiet 3"]
    assert ask == "/questions/?clinic=quiet-0&clinic=quiet-1&clinic=quiet-2"
    sheets = seen(client.get(ask)).all("section.sheet-clinic")
    assert [sheet.one("h2").text for sheet in sheets] == ["Quiet 0", "Quiet 1", "Quiet 2"]


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        ({"condition": "crps"}, "1 place listed within 25 miles of 33444 (Delray Beach, FL) meets "
         "all the rest, but does not say whether it offers ketamine. Show them"),
        ({"condition": "ocd"}, "2 places listed within 25 miles of 33444 (Delray Beach, FL) do "
         "not say whether they offer ketamine. Show them"),
    ],
)  # fmt: skip
def test_who_meets_the_rest_is_named_before_who_is_merely_there(client, ask, sentence):
    listed_nearby(yes="condition.crps")
    listed_nearby()
    silent = seen(client.get("/search/", {**NEAR, **ask})).one("li.silent").text
    assert silent.startswith(sentence)


def test_silent_places_further_away_are_named_when_none_is_near(client):
    listed_nearby(town="austin")
    silent = seen(client.get("/search/", {"near": "San Antonio, TX"})).one("li.silent").text
    assert silent.startswith("1 place listed within 250 miles of San Antonio, TX does not say")


@pytest.mark.parametrize(
    ("ask", "heading"),
    [
        ({}, "No clinic says that it offers ketamine"),
        ({"offers": "any"}, "No clinic is listed"),
        ({"offers": "any", "condition": "crps"}, "No clinic meets all of this"),
        ({"condition": "crps"}, "No ketamine clinic meets all of this"),
        ({"near": "Travis County, TX"},
         "No clinic in Travis County, TX says that it offers ketamine"),
    ],
)  # fmt: skip
def test_the_heading_says_what_none_of_them_says(client, ask, heading):
    make.clinic(published=False)
    assert seen(client.get("/search/", ask)).one("h1").text == heading


def test_without_a_place_there_is_nothing_to_widen(client):
    make.clinic(yes="condition.crps")
    assert advice(client.get("/search/", {"condition": "ocd"})) == [
        "Leave out: Obsessive-compulsive disorder (OCD) 1 clinic",
        "Start over",
    ]


@pytest.mark.parametrize("ticks", [["ocd"], ["ocd", "ptsd", "anxiety"]])
def test_advice_costs_one_query_and_the_nearest_clinic_one(
    client, ticks, django_assert_num_queries
):
    make.clinic(yes="condition.crps")
    with django_assert_num_queries(4):  # the place, the circle, the wider circle, everywhere
        client.get("/search/", {**NEAR, "condition": ticks})
    make.clinic(town="boca", yes="condition.ocd condition.ptsd condition.anxiety")
    with django_assert_num_queries(4):
        client.get("/search/", {**NEAR, "radius": "5", "condition": ticks})
