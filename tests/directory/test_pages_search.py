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
    assert len(counts) == 17


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
        "Matches both things you chose",
        "Matches 1 of the 2 things you chose; does not say: PTSD",
        "Matches 0 of the 2 things you chose; says no to CRPS, PTSD",
    ]
    assert [result(answer, n).one("ul.ticks").texts("li") for n in names(answer)] == [
        ["CRPS : yes", "PTSD : yes"],
        ["CRPS : yes", "PTSD : not stated"],
        ["CRPS : no", "PTSD : no"],
    ]


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
    late, sure = (result(answer, name) for name in ("Late", "Sure"))
    assert late.one("p.meets").text == (
        "Does not fully match what you chose; not confirmed: Advanced life support (ACLS)"
    )
    assert late.one("ul.ticks").texts("li") == [
        "Advanced life support (ACLS) : not confirmed check overdue"
    ]
    assert sure.one("p.meets").text == "Matches what you chose"


def test_prices_whole_partial_and_unpublished(client):
    whole = {"price.consultation": 250, "price.session": 450}
    make.clinic(name="Whole", prices=whole, facts=[make.fact("number.sessions_in_course", 6)])
    make.clinic(name="Partial", prices=whole)
    make.clinic(name="Silent")
    answer = client.get("/search/", NEAR)
    assert [result(answer, n).one("p.price").text for n in ("Whole", "Partial", "Silent")] == [
        "$2,950 for the first course",
        "$250 first consultation, $450 a session · whole course not stated; "
        "missing: number of sessions",
        "No prices stated",
    ]


def test_the_highest_price_names_whom_only_a_missing_price_leaves_out(client):
    six = [make.fact("number.sessions_in_course", 6)]
    whole = {"price.consultation": 250, "price.session": 450}
    make.clinic(name="Whole", prices=whole, facts=six)
    make.clinic(name="Dear", prices=whole | {"price.session": 900}, facts=six)
    make.clinic(name="Partly dear", prices={"price.session": 600}, facts=six)
    make.clinic(name="Partial", slug="partial", prices={"price.session": 450}, facts=six)
    make.clinic(name="Silent", slug="silent", town="boca")
    ask = {**NEAR, "max_course_price": "3000"}
    answer = client.get("/search/", ask)
    assert names(answer) == ["Whole"]
    left = seen(answer).one(".left-out")
    assert left.one("p").text == (
        "2 more clinics may fit, but they have not published their full price."
    )
    assert left.texts("li") == [
        "Partial Delray Beach, FL: at least $2,700 for the first course; "
        "not stated: first consultation",
        "Silent Boca Raton, FL: No prices stated",
    ]
    carried = "near=33444&max_course_price=3000"
    assert [a["href"] for a in left.all("a")] == [
        f"/clinics/partial/?{carried}", f"/clinics/silent/?{carried}",
    ]  # fmt: skip
    assert seen(client.get("/search/", NEAR)).all(".left-out") == []


def test_of_many_that_may_fit_three_are_named_and_the_rest_is_a_link_away(client):
    for number in range(4):
        make.clinic(name=f"Silent {number}")
    make.clinic(name="Dear", prices={"price.session": 900, "price.consultation": 1},
                facts=[make.fact("number.sessions_in_course", 6)])  # fmt: skip
    answer = client.get("/search/", {**NEAR, "max_course_price": "3000"})
    left = seen(answer).one(".left-out")
    assert left.one("p").text.startswith("4 more clinics may fit")
    assert [li.one("a").text for li in left.all("li")] == ["Silent 0", "Silent 1", "Silent 2"]
    everyone = {a.text: a["href"] for a in left.all("a")}["Show all, at any price"]
    assert everyone == "/search/?near=33444"
    assert seen(answer).texts("h3") == []


def test_a_search_without_a_place_shows_no_distance_and_asks_for_one(client):
    make.clinic(name="Here")
    make.clinic(name="Boca", town="boca")
    for ask in ({"near": "Palm Beach County, FL"}, {"near": "Florida"}, {}):
        page = seen(client.get("/search/", ask))
        assert sorted(page.texts("p.where")) == ["Boca Raton, FL", "Delray Beach, FL"]
        hints = [a.text for a in page.one("div.question").all("a") if a["href"] == "#id_near"]
        assert hints == ["Add your ZIP code for distances"]
    page = seen(client.get("/search/", {"lat": "26.4615", "lon": "-80.0728"}))
    assert page.texts("p.where") == [
        "in Delray Beach, FL", "7.3 miles in a straight line · Boca Raton, FL",
    ]  # fmt: skip
    assert page.one("div.question").all("a") == []


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


LONGER = {"Show 3 clinics on one page": "/search/?condition=crps&page_size=3"}


@pytest.mark.parametrize(("size", "links"), [("2", LONGER), ("3", None)])
def test_who_has_no_script_reads_that_ticks_count_on_one_page_and_gets_a_longer_one(
    client, size, links
):
    for number in range(3):
        make.clinic(name=f"Clinic {number}", yes="condition.crps")
    make.clinic(name="Rival")
    page = seen(client.get("/search/", {"condition": "crps", "page_size": size}))
    shown = [{a.text: a["href"] for a in one.all("a")} for one in page.all("p.one-page")]
    assert shown == ([] if links is None else [links])


def test_a_page_that_may_not_be_longer_offers_none(client, monkeypatch):
    monkeypatch.setattr("directory.pages.search.LARGEST_PAGE", 2)
    for number in range(3):
        make.clinic(name=f"Clinic {number}")
    page = seen(client.get("/search/", {"page_size": "2"}))
    hint = page.one("p.one-page")
    assert (hint.text, hint.all("a")) == (
        "What you tick to compare counts on this page only.", [],
    )  # fmt: skip


def test_other_places_of_the_name_are_a_link_away(client):
    answer = client.get("/search/", {"near": "Austin", "condition": "crps"})
    others = {a.text: a["href"] for a in seen(answer).one("p.others").all("a")}
    assert others["Austin, MN"] == "/search/?near=Austin%2C+MN&condition=crps"
    assert "Austin, TX" not in others


@pytest.mark.parametrize(
    "ask",
    [
        {"q": "I want to kill myself"},
        {"q": "suicidal"},
        {"near": "suicide help"},
        {"condition": ["crps", "suicidal-thoughts"]},
        {"nice": "condition.suicidal-thoughts"},
    ],
)
def test_words_of_suicide_bring_the_crisis_line_to_the_top(client, ask):
    page = seen(client.get("/search/", ask))
    assert page.one("section.crisis-first").all("a")[0]["href"] == "tel:988"
    assert page.all("p.crisis") == []
    calm = seen(client.get("/search/", {"q": "Homicide Street Clinic"}))
    assert calm.all("section.crisis-first") == []
    assert len(calm.all("p.crisis")) == 1


@pytest.mark.parametrize("said", ["suicidal thoughts", "Suicidal-thoughts", "suicidalthoughts"])
def test_nobody_in_a_crisis_is_sent_to_a_clinic_by_words_that_they_type(client, said):
    page = seen(client.get("/search/", {"q": said}))
    assert len(page.all("section.crisis-first")) == 1
    chosen = [box["value"] for box in page.all("input") if "checked" in box.attrs]
    assert "suicidal-thoughts" not in chosen
    named = seen(client.get("/search/", {"q": "phantom limb pain"}))
    assert "phantom-limb-pain" in [b["value"] for b in named.all("input") if "checked" in b.attrs]


@pytest.mark.parametrize("count", [1, 3])
def test_three_queries_however_many_are_found(client, count, django_assert_num_queries):
    ask = {**NEAR, "condition": "crps"}
    some = [
        make.clinic(yes="condition.crps", prices={"price.session": 400}) for _number in range(count)
    ]
    with django_assert_num_queries(3):  # the place, the search, the cards
        assert len(names(client.get("/search/", ask))) == count
    for clinic in some:
        make.report(clinic, "condition.crps")
    with django_assert_num_queries(4):  # and the reports
        assert len(names(client.get("/search/", ask))) == count
    for clinic in some:
        line = make.credential(clinic, "not-excluded", clinician=make.clinician(clinic))
        line.current = make.check(line, "excluded")
        line.save()
    with django_assert_num_queries(5):  # and who is excluded
        assert len(names(client.get("/search/", ask))) == count


def test_the_same_queries_among_a_thousand(client, django_assert_num_queries):
    drafts = list(synthetic_drafts(1000, seed=21))
    for draft in drafts[40:]:  # a handful of facts each is enough to be counted
        draft.facts = dict(list(draft.facts.items())[:6])
    insert_many(drafts, actor="operator", publish=True)
    with django_assert_num_queries(3):
        answer = client.get("/search/", {"near": "New York, NY", "radius": "100"})
    paths = [li.one("h3").one("a")["href"] for li in seen(answer).all("li.result")]
    assert len(paths) == 20
    with django_assert_num_queries(11):  # one of them for the place that came along
        assert client.get(paths[0]).status_code == 200
    slugs = [path.split("/")[2] for path in paths[:4]]
    with django_assert_num_queries(7):
        assert client.get("/compare/", {"clinic": slugs}).status_code == 200
