"""Amounts in free words: the highest price of a course, and a distance. A ZIP code is neither."""

from decimal import Decimal

import pytest

from directory.search.text.quantities import read_quantities


@pytest.mark.parametrize(
    ("text", "price", "rest"),
    [
        ("CRPS under $3000", 3000, "CRPS"),
        ("under $3,000 Austin", 3000, "Austin"),
        ("less than 2k", 2000, ""),
        ("$2,500 or less near Austin", 2500, "near Austin"),
        ("max 3000 dollars", 3000, ""),
        ("three thousand dollars", 3000, ""),
        ("under twenty five hundred", 2500, ""),
        ("less than two grand", 2000, ""),
        ("between two and three thousand dollars", 3000, "between two and"),
        ("tres mil d\u00f3lares", 3000, ""),
        ("up to 3.5k", 3500, ""),
        ("3000$", 3000, ""),
        ("USD 3000", 3000, ""),
        ("<3000", 3000, ""),
        ("CRPS under $3,000 for the whole course", 3000, "CRPS"),
        ("$3000 total", 3000, ""),
        ("$450.50", Decimal("450.50"), ""),
        ("between $2,000 and $3,000", 3000, ""),
        ("$2000-$2500", 2500, ""),
        ("CRPS 33444 under 3k", 3000, "CRPS 33444"),
        ("my budget is 2500", 2500, "my"),
        ("menos de 3000 d\u00f3lares", 3000, ""),
        ("hasta $2,000 en Miami", 2000, "en Miami"),
        # Not the highest price of a course:
        ("near 33444", None, "near 33444"),
        ("for 33444", None, "for 33444"),
        ("1200 Main Street", None, "1200 Main Street"),
        ("Twelve Oaks Ketamine", None, "Twelve Oaks Ketamine"),
        ("near Thousand Oaks", None, "near Thousand Oaks"),
        ("under $-5", None, "under $-5"),
        ("under 99999999999", None, "under 99999999999"),
        ("more than 3000", None, "more than 3000"),
        ("under 18", None, "under 18"),
        ("max 6 sessions", None, "max 6 sessions"),
        ("under $0", None, "under $0"),
        ("$99999999", None, "$99999999"),
    ],
)
def test_the_highest_price(text, price, rest):
    read = read_quantities(text)
    assert (read.max_course_price, read.text, read.radius) == (price, rest, None)


@pytest.mark.parametrize(
    "text",
    ["$500 a session", "under $500 per infusion", "$450/session", "$400 each", "$99 a week",
     "over $3000", "at least $500", ">$3000", "$3000 or more", "$3,000+"],
)  # fmt: skip
def test_the_price_of_one_session_and_a_lowest_price_are_no_highest_price_of_a_course(text):
    read = read_quantities(text)
    assert (read.max_course_price, read.no_filter, read.text) == (None, (text,), "")


@pytest.mark.parametrize(
    ("text", "radius", "unit", "rest"),
    [
        ("within 10 miles of 33444", 10, "mi", "near 33444"),
        ("10 miles", 10, "mi", ""),
        ("CRPS in a 50 mile radius", 50, "mi", "CRPS"),
        ("20 km from Boston", 20, "km", "near Boston"),
        ("a menos de 30 millas de Miami", 30, "mi", "near Miami"),
        ("ten miles from Tulsa", 10, "mi", "near Tulsa"),
        ("2 hour session", None, "mi", "2 hour session"),
    ],
)
def test_a_distance(text, radius, unit, rest):
    read = read_quantities(text)
    assert (read.radius, read.unit, read.text) == (radius, unit, rest)


@pytest.mark.parametrize(
    ("text", "said", "rest"),
    [
        ("30 minutes away", "30 minutes away", ""),
        ("within thirty minutes of Austin", "within 30 minutes", "near Austin"),
        ("CRPS an hour from Denver", "an hour", "CRPS near Denver"),
        ("at least 10 miles from Denver", "at least 10 miles", "near Denver"),
    ],
)
def test_how_long_somebody_would_travel_and_a_least_distance_have_no_filter(text, said, rest):
    read = read_quantities(text)
    assert (read.no_filter, read.radius, read.text) == ((said,), None, rest)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("my 16 yr old", "my adolescents"),
        ("age 15, depression", "adolescents, depression"),
        ("hijo de 15 a\u00f1os", "adolescents"),
        ("my 80 year old mother", "my, mother"),
        ("10 years of pain", "10 years of pain"),
        ("dolor de 15 a\u00f1os", "dolor de 15 a\u00f1os"),
    ],
)
def test_an_age_says_who_is_an_adolescent_and_else_nothing(text, rest):
    assert read_quantities(text).text == rest


def test_a_price_and_a_distance_in_one_sentence():
    read = read_quantities("CRPS under $3,000 within 25 miles of Delray Beach")
    assert (read.max_course_price, read.radius, read.text) == (3000, 25, "CRPS, near Delray Beach")
