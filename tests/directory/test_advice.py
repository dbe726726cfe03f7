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
        "No clinic within 250 miles of there meets all of this.",
        "Start over",
    ]
    first = seen(answer).one("ul.advice").all("a")[0]["href"]
    assert first == "/search/?near=33444&condition=crps&condition=ptsd"
    assert seen(client.get(first)).one("h1").text.startswith("3 clinics")


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"verified": "1"}, "Leave out: confirmed by someone other than the clinic 1 clinic"),
        ({"checked_within": "1"}, "Leave out: confirmed within 1 days 1 clinic"),
        ({"max_course_price": "10"}, "Leave out: first course at most $10 1 clinic"),
        ({"q": "Pelican"}, "Leave out: named “Pelican” 1 clinic"),
    ],
)
def test_other_limits_are_weighed_too(client, limit, words):
    make.clinic(name="Heron", yes="condition.crps")
    make.clinic(name="Far", yes="condition.crps", town="austin")
    assert words in advice(client.get("/search/", {**NEAR, "condition": "crps", **limit}))


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
    wider = seen(answer).one("ul.advice").all("a")[1]["href"]
    assert seen(client.get(wider)).texts("h3") == ["Boca"]


def test_without_a_place_there_is_nothing_to_widen(client):
    make.clinic(yes="condition.crps")
    assert advice(client.get("/search/", {"condition": "ocd"})) == [
        "Leave out: Obsessive-compulsive disorder (OCD) 1 clinic",
        "Start over",
    ]


@pytest.mark.parametrize("ticks", [["ocd"], ["ocd", "ptsd", "anxiety"]])
def test_advice_costs_one_query_and_the_nearest_clinic_three(
    client, ticks, django_assert_num_queries
):
    make.clinic(yes="condition.crps")
    with django_assert_num_queries(3):  # the place, the circle, the wider circle
        client.get("/search/", {**NEAR, "condition": ticks})
    make.clinic(town="boca", yes="condition.ocd condition.ptsd condition.anxiety")
    with django_assert_num_queries(6):
        client.get("/search/", {**NEAR, "radius": "5", "condition": ticks})
