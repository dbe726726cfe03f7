"""A question that cannot be answered: words at the field and on top, status 400, nothing lost."""

import pytest

from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("ask", "field", "words"),
    [
        ({"near": "33444", "radius": "7"}, "id_radius",
         "“7” is not a known choice here. Known: 5, 10, 25, 50, 100, 250."),
        ({"condition": "xyz"}, "id_condition", "“xyz” is not a known choice here."),
        ({"condition": "crsp"}, "id_condition", "Did you mean “crps”?"),
        ({"lat": "26.46"}, "id_lon", "Latitude and longitude go together: give both or neither."),
        ({"radius": "10"}, "id_radius", "A distance needs a place: a ZIP code or a town."),
        ({"checked_within": "soon"}, "id_checked_within", "Enter a whole number."),
        ({"max_course_price": "-1"}, "id_max_course_price", "Give an amount in dollars"),
        ({"page_size": "1000"}, "id_page_size", "less than or equal to 100"),
        ({"near": "Qqqqq"}, "id_near", "We do not know the place “Qqqqq”."),
    ],
)  # fmt: skip
def test_an_error_stands_on_top_and_at_its_field(client, ask, field, words):
    make.clinic(name="Rival")
    answer = client.get("/search/", ask)
    page = seen(answer)
    (link,) = page.one("div.summary").all("a")[:1]
    assert answer.status_code == 400
    assert words in link.text
    assert link["href"] == f"#{field}"
    assert len(page.all(f"#{field}")) == 1
    assert page.texts("p.error") == [link.text]
    assert page.all("li.result") == []


@pytest.mark.parametrize(
    ("ask", "title"),
    [
        ({"near": "Qqqqq"}, "We couldn’t find that place"),
        ({"near": "orange county"}, "Which place do you mean?"),
        ({"near": "33444", "radius": "7"}, "Check one thing"),
        ({"radius": "7", "condition": "xyz", "foo": "1"}, "Check 3 things"),
    ],
)
def test_the_heading_says_what_is_wrong(client, ask, title):
    page = seen(client.get("/search/", ask))
    assert page.texts("h1") == [title]
    assert page.one("title").text == f"{title} – Clinic Directory"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("condition.crps", "is the clinic’s own word: nobody else confirms it."),
        ("staff.xyz", "“staff.xyz” is not a known choice here."),
    ],
)
def test_what_nobody_confirms_is_refused_where_confirmed_things_are_chosen(client, code, words):
    answer = client.get("/search/", {"confirmed": code})
    page = seen(answer)
    (link,) = page.one("div.summary").all("a")[:1]
    assert (answer.status_code, link["href"]) == (400, "#id_confirmed")
    assert words in link.text
    assert page.one("#id_confirmed").texts("p.error") == [link.text]


def test_an_unknown_parameter_is_named_with_what_it_may_mean(client):
    answer = client.get("/search/", {"near": "33444", "conditions": "crps"})
    assert answer.status_code == 400
    assert seen(answer).one("div.summary").texts("li") == [
        "“conditions” is not a search parameter. Did you mean “condition”?"
    ]


def test_everything_typed_is_still_in_the_form(client):
    ask = {"near": "33444", "radius": "7", "q": "pelican", "condition": ["crps", "ptsd"],
           "verified": "1", "max_course_price": "3000", "sort": "checked"}  # fmt: skip
    page = seen(client.get("/search/", ask))
    assert page.one("#id_near")["value"] == "33444"
    assert page.one("#id_q")["value"] == "pelican"
    assert page.one("#id_max_course_price")["value"] == "3000"
    assert [i["value"] for i in page.all("input") if "checked" in i.attrs] == ["crps", "ptsd", "1"]
    assert [o["value"] for o in page.all("option") if "selected" in o.attrs] == ["", "checked"]


def test_a_name_of_several_places_offers_each_with_the_rest_of_the_question(client):
    answer = client.get("/search/", {"near": "orange county", "condition": "crps"})
    links = {a.text: a["href"] for a in seen(answer).one("ul.places").all("a")}
    assert answer.status_code == 400
    assert links["Orange County, CA"] == "/search/?near=Orange+County%2C+CA&condition=crps"
    assert len(links) == 8


def test_an_unknown_place_offers_what_was_meant(client):
    answer = client.get("/search/", {"near": "Delrey Beach", "condition": "crps"})
    first = seen(answer).one("ul.places").all("a")[0]
    assert (answer.status_code, first.text) == (400, "Delray Beach, FL")
    assert first["href"] == "/search/?near=Delray+Beach%2C+FL&condition=crps"


def test_a_page_beyond_the_last_leads_to_the_last(client):
    for _number in range(3):
        make.clinic()
    answer = client.get("/search/", {"page": "999", "page_size": "2"})
    page = seen(answer)
    assert answer.status_code == 400
    assert page.one("div.summary").texts("li") == [
        "There is no page 999: these results have 2 pages."
    ]
    assert page.one("main").all("a")[0]["href"] == "/search/?page=2&page_size=2"
    assert client.get("/search/", {"page": "2", "page_size": "2"}).status_code == 200


def test_page_one_of_nothing_is_no_error(client):
    make.clinic(town="austin")
    answer = client.get("/search/", {"near": "33444"})
    assert answer.status_code == 200
    assert seen(answer).one("h1").text == (
        "No clinic within 25 miles of 33444 (Delray Beach, FL) says that it offers ketamine"
    )


@pytest.mark.parametrize("text", ["\0", "a" * 10_000, "%", "'; drop table", "<script>"])
def test_odd_characters_break_nothing(client, text):
    make.clinic()
    for name in ("near", "q", "condition", "foo"):
        answer = client.get("/search/", {name: text})
        assert answer.status_code in (200, 400)
        assert b"<script>;" not in answer.content


def test_a_place_chosen_for_words_is_not_looked_for_as_a_name_again(client):
    make.clinic(name="Irvine", yes="condition.depression", city="Irvine", state="CA",
                county_fips=6059, latitude=33.68, longitude=-117.83)  # fmt: skip
    make.clinic(name="Rival", yes="condition.depression")
    refused = client.get("/search/", {"q": "depression in orange county", "offers": "any"})
    assert refused.status_code == 400
    chosen = {a.text: a["href"] for a in seen(refused).all("a.chip")}["Orange County, CA"]
    assert chosen == "/search/?q=&offers=any&near=Orange+County%2C+CA&condition=depression"
    assert seen(client.get(chosen)).texts("h3") == ["Irvine"]


def test_la_in_words_asks_which_and_what_is_chosen_is_searched(client):
    make.clinic(name="Downtown", city="Los Angeles", state="CA", latitude=34.05, longitude=-118.25)
    make.clinic(name="Rival")
    refused = client.get("/search/", {"q": "ketamine LA"})
    links = {a.text: a["href"] for a in seen(refused).all("a.chip")}
    assert links == {
        "Los Angeles, CA": "/search/?q=&near=Los+Angeles%2C+CA",
        "Louisiana": "/search/?q=&near=Louisiana",
    }
    assert seen(client.get(links["Los Angeles, CA"])).texts("h3") == ["Downtown"]
