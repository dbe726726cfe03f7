"""Things in a row of words: Spanish changes its “y” and “o” before their own sounds."""

import pytest
from django.utils.translation import override

from clinics.text_lists import all_of, one_of


def test_english_joins_with_and_or_or():
    with override("en"):
        assert all_of(["pain", "infusion"]) == "pain and infusion"
        assert one_of(["two", "one", "others"]) == "two, one or others"


@pytest.mark.parametrize(
    ("last", "joined"),
    [
        ("dolor", "ánimo y dolor"),
        ("infusión", "ánimo e infusión"),
        ("índice", "ánimo e índice"),
        ("Hígado", "ánimo e Hígado"),
        ("“insomnio”", "ánimo e “insomnio”"),
        ("hielo", "ánimo y hielo"),
        ("hinchazón", "ánimo e hinchazón"),
        ("yoga", "ánimo y yoga"),
    ],
)
def test_spanish_says_e_before_the_sound_of_y(last, joined):
    with override("es"):
        assert all_of(["ánimo", last]) == joined


@pytest.mark.parametrize(
    ("last", "joined"),
    [
        ("dolor", "uno o dolor"),
        ("otro", "uno u otro"),
        ("hospital", "uno u hospital"),
        ("8", "uno u 8"),
        ("11 días", "uno u 11 días"),
        ("110", "uno o 110"),
    ],
)
def test_spanish_says_u_before_the_sound_of_o(last, joined):
    with override("es"):
        assert one_of(["uno", last]) == joined


def test_nothing_is_said_of_nothing():
    with override("es"):
        assert (all_of([]), one_of([]), all_of(["ira"])) == ("", "", "ira")
