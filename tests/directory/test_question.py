"""Parameters → Question → address; whatever is wrong is said at its parameter."""

from contextlib import suppress
from urllib.parse import parse_qsl, urlencode

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Item
from directory.search.question import Question, QuestionRefused, ask
from tests import make
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db


def asked(query: str) -> Question:
    return ask(QueryDict(query))


def refused(query: str) -> dict[str, str]:
    """The first message by parameter."""
    with pytest.raises(QuestionRefused) as caught:
        asked(query)
    return {name: messages[0] for name, messages in caught.value.errors.items()}


WRONG = [
    ("near=Xyzzyville+Qq", "near", "We do not know the place “Xyzzyville Qq”."),
    ("near=Delrey+Beach", "near", "Did you mean Delray Beach, FL?"),
    ("near=orange+county", "near", "is the name of several places: choose one."),
    ("lat=26.4", "lon", "Latitude and longitude go together"),
    ("lon=-80", "lat", "Latitude and longitude go together"),
    ("lat=91&lon=0", "lat", "less than or equal to 90"),
    ("lat=nan&lon=0", "lat", "Enter a number."),
    ("lat=4_2.35&lon=0", "lat", "Enter a number."),
    ("lat=1e1&lon=0", "lat", "Enter a number."),
    ("lat=42&lon=inf", "lon", "Enter a number."),
    ("lat=42&lon=-７1", "lon", "Enter a number."),
    ("page=1_0", "page", "Enter a whole number."),
    ("page=１", "page", "Enter a whole number."),
    ("page_size=1e1", "page_size", "Enter a whole number."),
    ("checked_within=3_0", "checked_within", "Enter a whole number."),
    ("max_course_price=3_000", "max_course_price", "Give an amount in dollars"),
    ("max_course_price=3,00", "max_course_price", "Give an amount in dollars"),
    ("max_course_price=3.000", "max_course_price", "Give an amount in dollars"),
    ("max_course_price=$-3", "max_course_price", "Give an amount in dollars"),
    ("max_course_price=0.50", "max_course_price", "greater than or equal to 1"),
    ("max_course_price=$2,000,000", "max_course_price", "less than or equal to 1000000"),
    ("near=near+me", "near", "We cannot see where you are. Type a ZIP code, or a town and its"),
    ("near=me", "near", "We cannot see where you are."),
    ("near=LA", "near", "“LA” is the name of several places: choose one."),
    ("near=33444&lat=26.4&lon=-80", "near", "not both"),
    ("near=33444&radius=7", "radius", "“7” is not a known choice here. Known: 5, 10, 25"),
    ("radius=10", "radius", "A distance needs a place"),
    ("sort=distance", "sort", "A distance needs a place"),
    ("near=33444&unit=leagues", "unit", "“leagues” is not a known choice here."),
    ("condition=xyz", "condition", "“xyz” is not a known choice here. Known: crps,"),
    ("condition=crsp", "condition", "Did you mean “crps”?"),
    ("condition=crps&condition=xyz", "condition", "“xyz” is not"),
    ("verified=yes", "verified", "“yes” is not a known choice here. Known: 1."),
    ("offers=all", "offers", "“all” is not"),
    ("checked_within=0", "checked_within", "greater than or equal to 1"),
    ("max_course_price=abc", "max_course_price", "Give an amount in dollars"),
    ("page=0", "page", "greater than or equal to 1"),
    ("page_size=101", "page_size", "less than or equal to 100"),
    ("sort=course-price", "sort", "Did you mean “course_price”?"),
    ("colour=red", "colour", "“colour” is not a search parameter."),
    ("conditions=crps", "conditions", "Did you mean “condition”?"),
    ("near=33444&near=78701", "near", "was given more than once"),
    ("q=a%00b", "q", "Null characters are not allowed."),
    ("near=a%00b", "near", "Null characters are not allowed."),
    ("q=" + "x" * 201, "q", "at most 200 characters"),
]


@pytest.mark.parametrize(("query", "parameter", "words"), WRONG)
def test_what_is_wrong_is_said_at_its_parameter(query, parameter, words):
    messages = refused(query)
    assert list(messages) == [parameter]
    assert words in messages[parameter]


def test_several_errors_are_said_together_and_what_was_typed_is_kept():
    with pytest.raises(QuestionRefused) as caught:
        asked("near=33444&radius=7&condition=xyz&colour=red&sort=name")
    assert set(caught.value.errors) == {"radius", "condition", "colour"}
    assert caught.value.form["sort"].value() == "name"


def test_an_ambiguous_county_lists_its_candidates_each_of_which_can_be_asked():
    with pytest.raises(QuestionRefused) as caught:
        asked("near=orange+county")
    labels = [area.label for area in caught.value.candidates]
    assert labels[0] == "Orange County, CA"
    assert len(labels) == 8
    for area in caught.value.candidates:
        assert asked(urlencode({"near": area.query})).area.label == area.label


def test_blank_parameters_of_a_submitted_form_ask_nothing():
    assert asked("near=&q=&radius=&condition=&sort=&page=").parameters() == []


def test_the_radius_reads_as_miles_or_kilometres():
    assert asked("near=33444").radius_miles == 25
    assert asked("near=33444&radius=50").radius_miles == 50
    assert asked("near=33444&radius=50&unit=km").radius_miles == pytest.approx(31.0686, abs=1e-4)


def test_a_county_is_searched_as_it_lies_unless_a_radius_is_asked_for():
    assert asked("near=Orange+County,+CA").radius_miles is None
    assert asked("near=Orange+County,+CA&radius=10").radius_miles == 10
    assert asked("near=Florida").radius_miles is None


def test_the_order_is_by_distance_with_a_place_and_by_name_without():
    assert asked("near=33444").order == "distance"
    assert asked("").order == "name"
    assert asked("near=33444&sort=checked").order == "checked"


def test_a_tick_can_be_taken_away_and_the_rest_of_the_question_stays():
    question = asked("near=33444&condition=crps&condition=ptsd&insurance=medicare&page=2")
    left = dict(question.without("insurance.medicare").parameters())
    assert left == {"near": "33444", "condition": "ptsd"}
    assert question.without("condition.crps").ticks["condition"] == ("ptsd",)


def test_an_item_added_at_run_time_can_be_asked_for():
    item = Item(bit=190, code="gulf-war-illness", label="Gulf War illness")
    assert "condition" in refused("condition=gulf-war-illness")
    with one_more_item("condition", item):
        assert asked("condition=gulf-war-illness").codes == ("condition.gulf-war-illness",)
    assert "condition" in refused("condition=gulf-war-illness")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_question_and_its_address_say_the_same(data):
    ticks = [(i.group, i.code) for i in data.draw(st.lists(st.sampled_from(CHECKLIST.items)))]
    place = data.draw(st.sampled_from([[], [("near", "33444")], [("near", "Orange County, CA")],
                                       [("lat", "26.46"), ("lon", "-80.07")]]))  # fmt: skip
    rest = data.draw(st.sampled_from([[], [("verified", "1"), ("offers", "any")],
                                      [("sort", "checked"), ("page", "3")]]))  # fmt: skip
    question = asked(urlencode([*place, *ticks, *rest]))
    again = asked(urlencode(question.parameters()))
    assert again == question
    address = question.url("/search/", page=question.page)
    assert parse_qsl(address.partition("?")[2]) == question.parameters()


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(max_size=12), st.text(max_size=30), max_size=4))
def test_no_junk_brings_it_down(junk):
    query = QueryDict(mutable=True)
    query.update(junk)
    with suppress(QuestionRefused):
        assert isinstance(ask(query), Question)


@pytest.mark.parametrize(
    ("query", "kind"),
    [("lat=0&lon=-80", "point"), ("lat=26&lon=0", "point"), ("lat=0&lon=0", "point"),
     ("q=", "town")],
)  # fmt: skip
def test_zero_degrees_are_a_place_beside_which_words_name_none(query, kind):
    question = asked(query.replace("q=", "") + "&q=crps+near+Austin")
    assert question.area.kind == kind


def test_a_link_to_another_question_leads_to_its_first_page():
    question = asked("near=Austin&condition=crps&page=2")
    other = question.others[0]
    assert dict(parse_qsl(question.url("/search/", area=other).partition("?")[2])) == {
        "near": other.query, "condition": "crps",
    }  # fmt: skip
    assert dict(parse_qsl(question.url("/search/", page=3).partition("?")[2]))["page"] == "3"
    assert question.without("condition.crps").page == 1
    assert asked("").url("/search/") == "/search/"


def test_an_address_of_another_question_refuses_a_field_that_questions_do_not_have():
    question = asked("near=33444&page=2")
    assert question.url("/search/", sort="name") == "/search/?near=33444&sort=name"
    with pytest.raises(TypeError, match="a question has no sorted"):
        question.url("/search/", sorted="name")


WHOLE = {
    "near": "33444", "radius": "50", "unit": "km", "q": "pelican", "condition": "crps",
    "verified": "1", "offers": "any", "checked_within": "30", "max_course_price": "500",
    "sort": "checked", "page": "2", "page_size": "7",
}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("q=within 10 miles of 33444&radius=50", "q", "field for the distance"),
        ("q=within 10 km of 33444&unit=mi", "q", "field for the distance"),
        ("q=under $3000&max_course_price=2000", "q", "field for the price"),
        ("q=not spravato&route=esketamine-nasal", "not", "cannot be both asked for and left out"),
    ],
)
def test_words_and_fields_that_contradict_each_other_are_refused(query, field, words):
    assert words in refused(query)[field]


def test_words_and_fields_that_agree_are_one():
    question = asked("q=within 10 miles of 33444 under $3000&radius=10&max_course_price=3000")
    assert (question.radius, question.max_course_price) == (10, 3000)


def test_everything_asked_is_in_the_question_and_in_its_address():
    make.clinic(name="Pelican")
    question = asked(urlencode(WHOLE))
    assert (question.area.query, question.radius, question.unit) == ("33444", 50, "km")
    assert (question.words, dict(question.ticks)) == ("pelican", {"condition": ("crps",)})
    assert (question.verified, question.offers, question.checked_within) == (True, "any", 30)
    assert (question.max_course_price, question.sort) == (500, "checked")
    assert (question.page, question.page_size) == (2, 7)
    assert dict(question.parameters()) == WHOLE


@pytest.mark.parametrize(
    ("typed", "dollars"),
    [("3000", "3000"), ("$3,000", "3000"), ("3,000", "3000"), ("$ 3000", "3000"),
     ("3000.50", "3000.50"), ("$3,000.50", "3000.50"), ("3000.00", "3000"), (" 3000 ", "3000"),
     ("\u200b3000\u202c", "3000")],
)  # fmt: skip
def test_a_price_is_read_as_people_write_it(typed, dollars):
    question = asked(urlencode({"max_course_price": typed}))
    assert dict(question.parameters()) == {"max_course_price": dollars}
    assert asked(urlencode(question.parameters())) == question


@pytest.mark.parametrize("typed", ["$3,000", "3,000", "3000.50", "$3000"])
def test_a_program_writes_a_price_in_whole_dollars(typed):
    query = QueryDict(mutable=True)
    query["max_course_price"] = typed
    with pytest.raises(QuestionRefused) as caught:
        ask(query, by_a_program=True)
    assert caught.value.errors == {"max_course_price": ["Enter a whole number."]}
    query["max_course_price"] = "3000"
    assert ask(query, by_a_program=True).max_course_price == 3000


@pytest.mark.parametrize("degrees", ["0.00001", "-0.0000001", "26.46"])
def test_a_point_is_linked_to_in_digits_that_are_read_again(degrees):
    question = asked(f"lat={degrees}&lon={degrees}")
    assert dict(question.parameters()) == {"lat": degrees, "lon": degrees}
    assert asked(urlencode(question.parameters())) == question
    assert asked(urlencode({"near": question.area.query})).area == question.area


def test_what_is_usual_is_left_out_of_the_address_and_put_into_the_question():
    question = asked("near=33444&unit=mi&offers=ketamine&page=1&page_size=20")
    assert question.parameters() == [("near", "33444")]
    usual = asked("")
    assert (usual.unit, usual.offers, usual.page, usual.page_size, usual.verified) == (
        "mi", "ketamine", 1, 20, False,
    )  # fmt: skip
    assert (usual.radius, usual.radius_miles, usual.area, usual.others) == (None, None, None, ())


def test_filters_in_words_are_ticked_with_those_that_were_ticked_in_the_lists_order():
    question = asked("q=ptsd&condition=crps&insurance=medicare")
    assert question.codes == ("condition.crps", "condition.ptsd", "insurance.medicare")
    assert question.words == ""


def test_a_point_may_be_asked_with_a_radius_and_a_question_without_a_place_may_not():
    assert asked("lat=26.4&lon=-80&radius=10").radius_miles == 10
    assert asked("lat=26.4&lon=-80&sort=distance").order == "distance"
    assert set(refused("radius=10&sort=distance")) == {"radius", "sort"}


def test_a_parameter_of_a_list_may_be_given_twice_and_any_other_once():
    assert asked("condition=crps&condition=ptsd").ticks == {"condition": ("crps", "ptsd")}
    assert refused("unit=km&unit=mi") == {"unit": "“unit” was given more than once."}


def test_a_refusal_says_whether_it_is_about_the_place_and_what_may_have_been_meant():
    kinds = {}
    for query in ("near=Delrey+Beach", "near=orange+county", "radius=7&near=33444"):
        with pytest.raises(QuestionRefused) as caught:
            asked(query)
        error = caught.value
        kinds[query] = (error.is_about_the_place, len(error.candidates), len(error.suggestions))
    assert kinds == {
        "near=Delrey+Beach": (True, 0, 1), "near=orange+county": (True, 8, 0),
        "radius=7&near=33444": (False, 0, 0),
    }  # fmt: skip
    with pytest.raises(QuestionRefused) as caught:
        asked("near=Xyzzyville+Qq")
    assert str(caught.value) == (
        "We do not know the place “Xyzzyville Qq”. Try a ZIP code, or a town and its state."
    )
