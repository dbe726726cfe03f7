"""A ZIP code beside words: it is meant when they agree, and both are offered when they do not."""

import pytest

from directory.places.locate import Located, locate, suggest
from directory.places.models import Place

pytestmark = pytest.mark.django_db


def labels(found) -> list[str]:
    return [area.label for area in found]


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("Delray Beach, GA 33444", ["33444 (Delray Beach, FL)"]),
        ("Broward County, FL 33444", ["33444 (Delray Beach, FL)", "Broward County, FL"]),
        ("Palm Beach County, GA 33444", ["33444 (Delray Beach, FL)"]),
        ("Georgia 33444", ["33444 (Delray Beach, FL)", "Georgia"]),
        ("33444 Texarkana", ["33444 (Delray Beach, FL)", "Texarkana, TX", "Texarkana, AR"]),
        ("Texarkana, AR 75501", ["75501 (Texarkana, TX)", "Texarkana, AR"]),
        ("Texarkana, TX 71854", ["71854 (Texarkana, AR)", "Texarkana, TX"]),
        ("Kansas City, KS 64101", ["64101 (Kansas City, MO)", "Kansas City, KS"]),
        ("xqz 33444", ["33444 (Delray Beach, FL)"]),
        ("Delray Beach 99999", ["Delray Beach, FL"]),
        ("xqzptvwk 99999", []),
    ],
)
def test_a_town_a_county_or_a_state_that_disagrees_is_offered_beside_the_zip_code(text, suggested):
    located = locate(text)
    assert (located.area, located.others, located.candidates) == (None, (), ())
    assert labels(located.suggestions) == suggested


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Palm Beach County, FL 33444", "33444 (Delray Beach, FL)"),
        ("Florida 33444", "33444 (Delray Beach, FL)"),
        ("Texarkana, TX 75501", "75501 (Texarkana, TX)"),
        ("Kansas City, MO 64101", "64101 (Kansas City, MO)"),
        ("Orange County 92660", "92660 (Newport Beach, CA)"),
        ("Boca Raton, FL 33444", "33444 (Delray Beach, FL)"),
    ],
)
def test_what_agrees_is_the_zip_code_alone(text, label):
    located = locate(text)
    assert located == Located(area=located.area)
    assert located.area.label == label


def test_at_most_eight_namesakes_are_offered_beside_a_zip_code_or_without_it():
    beside = locate("Franklin 33444")
    assert labels(beside.suggestions)[0] == "33444 (Delray Beach, FL)"
    assert len(beside.suggestions) == 9
    assert len(locate("Franklin 99999").suggestions) == 8


def test_a_town_far_away_in_the_same_state_does_not_agree():
    twenty_miles, forty_miles = "Pompano Beach, FL 33444", "Miami, FL 33444"
    assert locate(twenty_miles).area.label == "33444 (Delray Beach, FL)"
    assert labels(locate(forty_miles).suggestions) == ["33444 (Delray Beach, FL)", "Miami, FL"]


# What must be asked about


@pytest.mark.parametrize(
    ("text", "counties"),
    [
        ("Escambia County", ["Escambia County, FL", "Escambia County, AL"]),
        ("Bibb County", ["Bibb County, GA", "Bibb County, AL"]),
    ],
)
def test_a_county_of_two_states_is_asked_about(text, counties):
    located = locate(text)
    assert (located.area, located.others, located.suggestions) == (None, (), ())
    assert labels(located.candidates) == counties


def test_a_county_of_one_state_is_not_asked_about():
    assert locate("Palm Beach County").candidates == ()
    assert locate("Palm Beach County").area.label == "Palm Beach County, FL"


# Typing errors


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("Mia", []),
        ("Rom", []),
        ("Aust", ["Ault, CO"]),
        ("Ausn", []),
        ("Tuscn", []),
        ("Tucsn", ["Tucson, AZ"]),
        ("Frezna", ["Fresno, CA"]),
        ("Dilrey Bech", []),
        ("Delrey Baech", ["Delray Beach, FL"]),
    ],
)
def test_a_name_of_three_letters_forgives_no_typing_error_and_longer_ones_more(text, suggested):
    assert labels(locate(text).suggestions)[:1] == suggested


def test_the_longest_names_are_looked_for_and_longer_ones_are_not():
    longest = max(Place.objects.exclude(kind="zip").values_list("key", flat=True), key=len)
    assert len(longest) < 60
    assert locate("a" * 61) == Located()


def test_a_zip_code_of_four_digits_that_exists_with_its_zero_is_offered_alone():
    assert labels(locate("2134").suggestions) == ["02134 (Allston, MA)"]
    assert locate("02134").area.query == "02134"
    assert locate("34444").suggestions == ()


# A state and its namesakes


def test_a_town_of_less_than_half_a_million_does_not_stand_before_its_state():
    kansas = locate("Kansas")
    assert (kansas.area.kind, kansas.area.label) == ("state", "Kansas")
    Place.objects.filter(kind="town", key="florida", state="NY").update(population=499_999)
    assert locate("Florida").area.kind == "state"
    Place.objects.filter(kind="town", key="florida", state="NY").update(population=500_000)
    assert locate("Florida").area.label == "Florida, NY"


# Suggestions


def test_suggestions_of_a_state_begin_as_it_is_typed():
    assert labels(suggest("delray beach, florida")) == ["Delray Beach, FL"]
    assert labels(suggest("orange county, c", limit=1)) == ["Orange County, CA"]
    assert labels(suggest("orange county, virg", limit=1)) == ["Orange County, VA"]
    assert suggest("delr", limit=0) == []


def test_words_suggest_no_zip_code_and_digits_nothing_else():
    assert {area.kind for area in suggest("33", limit=5)} == {"zip"}
    assert "zip" not in {area.kind for area in suggest("delray", limit=5)}
    assert suggest("26.46, -80.07") == []
