"""One spelling for every way a name is written."""

import pytest

from directory.places.names import key, state_code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Louis", "SAINT LOUIS"),
        ("Ft. Myers", "Fort Myers"),
        ("Mt Vernon", "Mount Vernon"),
        ("N. Palm Beach", "North Palm Beach"),
        ("Cañon City", "canon city"),
        ("O'Fallon", "O’Fallon"),
        ("Kea‘au", "Keaau"),
        ("Winston-Salem", "Winston Salem"),
        ("Winter Pk Hts", "Winter Pk Heights"),
    ],
)
def test_spellings_of_one_name_are_one_key(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Palm Beach", "North Palm Beach"), ("St. Louis", "Louis"), ("West", "W"), ("Fort", "Ft")],
)
def test_different_names_stay_different(one, other):
    assert key(one) != key(other)


def test_a_key_is_letters_and_digits_run_together():
    assert key("  St. Mary's\0 (Twp.) #2 ") == "saintmarystownship2"
    assert key(" .,;'") == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FL", "FL"),
        ("fl.", "FL"),
        ("florida", "FL"),
        ("D.C.", "DC"),
        ("West Virginia", "WV"),
        ("Virginia", "VA"),
        ("US Virgin Islands", "VI"),
        ("XX", ""),
        ("", ""),
        ("Orlando", ""),
    ],
)
def test_a_state_is_known_by_code_or_name_and_nothing_else_is(text, code):
    assert state_code(text) == code
