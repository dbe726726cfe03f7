"""The search page: the question in chips, the form, the results; every sentence with a rival."""

import pytest

from clinics.listing.actions.insert_many import insert_many
from directory.devserver.synthetic import synthetic_drafts
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

NEAR = {"near": "33444"}


def names(response) -> list[str]:
    """The names of the results, in order."""
    return seen(response).texts("h3")


def result(response, name: str):
    """The result of that name."""
    (found,) = [li for li in seen(response).all("li.result") if li.one("h3").text == name]
    return found


def test_the_heading_counts_what_is_near_and_published(client):
    make.clinic(name="Delray")
    make.clinic(name="Austin", town="austin")
    make.clinic(name="Draft", published=False)
    answer = client.get("/search/", NEAR)
    page = seen(answer)
    assert page.one("h1").text == "1 clinic within 25 miles of 33444 (Delray Beach, FL)"
    assert names(answer) == ["Delray"]


def test_each_chip_asks_without_its_own_thing(client):
    make.clinic(yes="condition.crps insurance.medicare")
    answer = client.get("/search/", {**NEAR, "condition": "crps", "insurance": "medicare"})
    chips = {a.text: a["href"] for a in seen(answer).all("a.chip")}
    assert chips == {
        "Remove: within 25 miles of 33444 (Delray Beach, FL)":
            "/search/?condition=crps&insurance=medicare",
        "Remove: Complex regional pain syndrome (CRPS)":
            "/search/?near=33444&insurance=medicare",
        "Remove: Medicare": "/search/?near=33444&condition=crps",
    }  # fmt: skip


def test_words_become_ticks_and_a_place_in_the_form(client):
    make.clinic(name="Right", yes="condition.depression")
    make.clinic(name="Rival")
    answer = client.get("/search/", {"q": "depression treatment near Delray Beach"})
    page = seen(answer)
    assert names(answer) == ["Right"]
    assert page.one("#id_near")["value"] == "Delray Beach, FL"
    assert page.one("#id_q")["value"] == ""
    ticked = [i["value"] for i in page.all("input") if "checked" in i.attrs]
    assert ticked == ["depression"]


def test_every_value_has_its_count_and_none_is_hidden(client):
    make.clinic(yes="condition.crps")
    make.clinic(yes="condition.crps condition.ptsd")
    group = seen(client.get("/search/", NEAR)).one("#id_condition")
    counts = {}
    for label in group.all("label"):
        box = label.one("input")
        counts[box["value"]] = (label.one("span.count").text, "disabled" in box.attrs)
    assert counts["crps"] == ("2", False)
    assert counts["ptsd"] == ("1", False)
    assert counts["ocd"] == ("0", True)
    assert len(counts) == 16


def test_a_ticked_value_can_always_be_unticked(client):
    make.clinic(yes="condition.crps")
    group = seen(client.get("/search/", {**NEAR, "condition": "ocd"})).one("#id_condition")
    off = [label.text for label in group.all("label") if "disabled" in label.one("input").attrs]
    assert "Obsessive-compulsive disorder (OCD) 0" not in off
    assert "Post-traumatic stress disorder (PTSD) 0" in off


def test_a_result_says_which_ticks_it_meets_and_which_are_not_stated(client):
    make.clinic(name="All", yes="condition.crps condition.ptsd")
    make.clinic(name="Half", yes="condition.crps")
    make.clinic(name="None", no="condition.crps condition.ptsd")
    answer = client.get("/search/", {**NEAR, "condition": ["crps", "ptsd"], "sort": "match"})
    assert names(answer) == ["All", "Half", "None"]
    assert [result(answer, n).one("p.meets").text for n in names(answer)] == [
        "Meets 2 of your 2 ticks.",
        "Meets 1 of your 2 ticks; 1 not stated.",
        "Meets 0 of your 2 ticks; 2 answered no.",
    ]
    assert result(answer, "Half").texts("li.unstated") == [
        "Post-traumatic stress disorder (PTSD) : not stated"
    ]
    assert result(answer, "None").texts("li.unstated") == []


def test_confirmed_only_names_what_is_not_confirmed(client):
    make.clinic(name="Sure", facts=[make.fact("safety.acls-on-site", confirmed="document")])
    make.clinic(name="Word", yes="safety.acls-on-site")
    make.clinic(
        name="Late", facts=[make.fact("safety.acls-on-site", confirmed="document", due_in=-1,
                                      confirmed_days=30)],
    )  # fmt: skip
    ask = {**NEAR, "safety": "acls-on-site", "verified": "1"}
    assert names(client.get("/search/", ask)) == ["Sure"]
    answer = client.get("/search/", {**ask, "sort": "match"})
    assert result(answer, "Late").one("p.meets").text == (
        "Meets 0 of your 1 tick; 1 not confirmed by others."
    )
    assert result(answer, "Late").all("ul.checks") == []
    assert "document seen by a moderator" in result(answer, "Sure").one("ul.checks").text


def test_prices_whole_partial_and_unpublished(client):
    whole = {"price.consultation": 250, "price.session": 450}
    make.clinic(name="Whole", prices=whole, facts=[make.fact("number.sessions_in_course", 6)])
    make.clinic(name="Partial", prices=whole)
    make.clinic(name="Silent")
    answer = client.get("/search/", NEAR)
    assert [result(answer, n).one("p.price").text for n in ("Whole", "Partial", "Silent")] == [
        "$2,950 for the first course",
        "$250 first consultation, $450 a session whole course not stated; "
        "missing: number of sessions",
        "No prices stated",
    ]


def test_the_highest_price_counts_aloud_whom_it_leaves_out(client):
    whole = {"price.consultation": 250, "price.session": 450}
    make.clinic(name="Whole", prices=whole, facts=[make.fact("number.sessions_in_course", 6)])
    make.clinic(name="Partial", prices=whole)
    make.clinic(name="Silent")
    answer = client.get("/search/", {**NEAR, "max_course_price": "3000"})
    assert names(answer) == ["Whole"]
    assert seen(answer).one("p.left-out").text == (
        "2 clinics left out because they state no whole course price here, 1 of them a part."
    )
    assert seen(client.get("/search/", NEAR)).all("p.left-out") == []


def test_kilometres_when_asked(client):
    make.clinic(name="Boca", town="boca")
    here = {"lat": "26.4615", "lon": "-80.0728"}
    assert "7.3 miles" in result(client.get("/search/", here), "Boca").one("p.where").text
    in_km = result(client.get("/search/", {**here, "unit": "km"}), "Boca").one("p.where").text
    assert "11.7 km" in in_km
    assert "miles" not in in_km


def test_an_approximate_location_says_so(client):
    make.clinic(name="Vague", is_approximate=True)
    make.clinic(name="Exact")
    answer = client.get("/search/", NEAR)
    assert "approximate location" in result(answer, "Vague").text
    assert "approximate" not in result(answer, "Exact").text


def test_pages_keep_the_question_and_number_on(client):
    for number in range(5):
        make.clinic(name=f"Clinic {number}", yes="condition.crps")
    make.clinic(name="Rival")
    ask = {"condition": "crps", "page_size": "2", "page": "2"}
    answer = client.get("/search/", ask)
    page = seen(answer)
    assert names(answer) == ["Clinic 2", "Clinic 3"]
    assert page.one("ol.results")["start"] == "3"
    links = {a.text: a["href"] for a in page.one("nav.pages").all("a")}
    assert links == {
        "Previous": "/search/?condition=crps&page_size=2",
        "Page 1": "/search/?condition=crps&page_size=2",
        "Page 2": "/search/?condition=crps&page=2&page_size=2",
        "Page 3": "/search/?condition=crps&page=3&page_size=2",
        "Next": "/search/?condition=crps&page=3&page_size=2",
    }


def test_other_places_of_the_name_are_a_link_away(client):
    answer = client.get("/search/", {"near": "Austin", "condition": "crps"})
    others = {a.text: a["href"] for a in seen(answer).one("p.others").all("a")}
    assert others["Austin, MN"] == "/search/?near=Austin%2C+MN&condition=crps"
    assert "Austin, TX" not in others


@pytest.mark.parametrize(
    "ask", [{"q": "I want to kill myself"}, {"q": "suicidal"}, {"near": "suicide help"}]
)
def test_words_of_suicide_bring_the_crisis_line_to_the_top(client, ask):
    page = seen(client.get("/search/", ask))
    assert page.one("section.crisis-first").all("a")[0]["href"] == "tel:988"
    assert page.all("p.crisis") == []
    calm = seen(client.get("/search/", {"q": "Homicide Street Clinic"}))
    assert calm.all("section.crisis-first") == []
    assert len(calm.all("p.crisis")) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_five_queries_however_many_are_found(client, count, django_assert_num_queries):
    for _number in range(count):
        make.clinic(yes="condition.crps", prices={"price.session": 400})
    with django_assert_num_queries(5):
        answer = client.get("/search/", {**NEAR, "condition": "crps"})
    assert len(names(answer)) == count


def test_the_same_queries_among_a_thousand(client, django_assert_num_queries):
    drafts = list(synthetic_drafts(1000, seed=21))
    for draft in drafts[40:]:  # a handful of facts each is enough to be counted
        draft.facts = dict(list(draft.facts.items())[:6])
    insert_many(drafts, actor="operator", publish=True)
    with django_assert_num_queries(5):
        answer = client.get("/search/", {"near": "New York, NY", "radius": "100"})
    paths = [li.one("h3").one("a")["href"] for li in seen(answer).all("li.result")]
    assert len(paths) == 20
    with django_assert_num_queries(10):
        assert client.get(paths[0]).status_code == 200
    slugs = [path.split("/")[2] for path in paths[:4]]
    with django_assert_num_queries(7):
        assert client.get("/compare/", {"clinic": slugs}).status_code == 200
