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
        ("$450.50", Decimal("450.50"), ""),
        ("between $2,000 and $3,000", 3000, ""),
        ("$2000-$2500", 2500, ""),
        ("CRPS 33444 under 3k", 3000, "CRPS 33444"),
        ("my budget is 2500", 2500, "my"),
        ("menos de 3000 d\u00f3lares", 3000, ""),
        ("hasta $2,000 en Miami", 2000, "en Miami"),
        # Not the highest price of a course:
        ("over $3000", None, "over $3000"),
        ("at least $500", None, "at least $500"),
        ("near 33444", None, "near 33444"),
        ("for 33444", None, "for 33444"),
        ("1200 Main Street", None, "1200 Main Street"),
        ("under 18", None, "under 18"),
        ("max 6 sessions", None, "max 6 sessions"),
        ("under $0", None, "under $0"),
        ("$99999999", None, "$99999999"),
    ],
)
def test_the_highest_price(text, price, rest):
    read = read_quantities(text)
    assert (read.max_course_price, read.text, read.radius) == (price, rest, None)


@pytest.mark.parametrize("text", ["$500 a session", "under $500 per infusion", "$450/session"])
def test_the_price_of_one_session_is_no_price_of_a_course(text):
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
        ("at least 10 miles", None, "mi", "at least 10 miles"),
        ("30 minutes away", None, "mi", "30 minutes away"),
    ],
)
def test_a_distance(text, radius, unit, rest):
    read = read_quantities(text)
    assert (read.radius, read.unit, read.text) == (radius, unit, rest)


def test_a_price_and_a_distance_in_one_sentence():
    read = read_quantities("CRPS under $3,000 within 25 miles of Delray Beach")
    assert (read.max_course_price, read.radius, read.text) == (3000, 25, "CRPS, near Delray Beach")
