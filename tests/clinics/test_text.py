"""One folding for clinics, places and people."""

import sys
from importlib import import_module

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from clinics.credentials.person_names import is_same_surname
from clinics.models import Clinic, SearchRow, SearchWord
from clinics.text import folded, has_letters, sort_key, tidy, words
from directory.places.names import key
from tests import make


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Søren", "soren"), ("SØREN", "soren"), ("Łódź", "lodz"), ("Groß", "gross"),
        ("GROẞ", "gross"), ("Müller", "muller"), ("Núñez", "nunez"), ("Đorđe", "dorde"),
        ("Æsir", "aesir"), ("Cœur", "coeur"), ("İstanbul", "istanbul"), ("Işık", "isik"),
        ("Þór", "thor"), ("Spravato™", "spravatotm"), ("Ⅷ", "viii"), ("Ａustin", "austin"),
        ("Надежда", "надежда"), ("希望", "希望"), ("", ""),
    ],
)  # fmt: skip
def test_every_letter_is_lower_case_and_without_what_stands_on_it(text, plain):
    assert folded(text) == plain


def test_folding_twice_is_folding_once_whatever_the_letter():
    letters = map(chr, range(sys.maxunicode + 1))
    assert [x for x in letters if folded(folded(x)) != folded(x)] == []


def test_words_are_split_at_all_but_apostrophes():
    assert words("O’Brien & Sons: Café-Bar_2") == ["obrien", "sons", "cafe", "bar", "2"]
    assert sort_key("  Søren’s Clinic ") == "sorens clinic"
    assert sort_key("!!!") == "!!!"


@pytest.mark.parametrize(
    ("one", "other"), [("Sørensen", "SORENSEN"), ("Groß", "GROSS"), ("Łoś", "los")]
)
def test_clinics_places_and_people_fold_alike(one, other):
    assert sort_key(one) == sort_key(other)
    assert key(one) == key(other)
    assert is_same_surname(one, other)


@pytest.mark.django_db
def test_rows_folded_formerly_are_mended_by_the_migration_as_by_making_them_anew():
    long = "ø" * 59 + "æ"
    mended = make.clinic(name=f"Søren Łoś Spravato™ {long}", organization="Æsir", town="delray")
    rival = make.clinic(name="Soren Los", town="boca")
    Clinic.objects.filter(pk=mended.pk).update(address_key="1 ørsted st 33444")
    Clinic.objects.filter(pk=rival.pk).update(address_key="1 orsted st 33444")
    row = SearchRow.objects.filter(clinic=mended)
    right = row.values_list("name_key", "words").get()
    row.update(
        name_key=f"søren łos spravatoTM {long}",
        words=sorted(["søren", "łos", "spravatoTM", "æsir", long]),
    )
    SearchWord.objects.all().delete()
    formerly = ["søren", "soren", "łos", "spravatoTM", "æsir", long]
    SearchWord.objects.bulk_create(SearchWord(word=word) for word in formerly)
    with connection.cursor() as cursor:
        cursor.execute(import_module("clinics.migrations.0012_base_letters").FOLD)
    assert row.values_list("name_key", "words").get() == right
    assert SearchRow.objects.get(clinic=rival).words == ["los", "soren"]
    known = SearchWord.objects.values_list("word", flat=True)
    assert set(known) == {"soren", "los", "spravatotm", "aesir", "o" * 59 + "a"}
    keys = Clinic.objects.values_list("address_key", flat=True)
    assert list(keys) == ["1 orsted st 33444"] * 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Cafe\u0301", "Café"), ("Luma\u200b\u2060\ufeff Clinic", "Luma Clinic"),
        ("\u202eLuma\u202c \u2066Care\u2069", "Luma Care"), ("Lu\u00adma", "Luma"),
        ("Luma\u00a0\u2009 Care\u3000", "Luma Care"), ("A\x07\x9fB", "AB"), ("Lu\u200dma", "Luma"),
        ("Luma\ufe0f", "Luma"), ("\u3164\u115f\u2800", ""), ("a\tb\nc", "a b c"),
        ("می\u200cخواهم", "می\u200cخواهم"), ("می\u200c خواهم\u200c", "می خواهم"),
        ("👩\u200d⚕\ufe0f", "👩\u200d⚕\ufe0f"), ("Ⅷ ™", "Ⅷ ™"), ("", ""),
    ],
)  # fmt: skip
def test_a_text_keeps_what_is_seen_and_nothing_else(typed, kept):
    assert tidy(typed) == tidy(kept) == kept


def test_lines_stay_where_they_may():
    typed = " one \u00a0 two\t\r\n\r\nthree\u2028four \x0b\u202efive\n"
    assert tidy(typed, lines=True) == "one two\n\nthree\nfour\nfive"
    assert tidy(typed) == "one two three four five"


@given(st.text(st.one_of(st.characters(), st.sampled_from("\u200d\ufe0f\u0301\u202e a\n\u3164"))))
def test_a_tidy_text_is_tidied_to_itself(text):
    for lines in (True, False):
        assert tidy(tidy(text, lines=lines), lines=lines) == tidy(text, lines=lines)


def test_a_name_has_a_letter_or_a_digit():
    assert [has_letters(name) for name in ("Luma", "7", "希望", "–.–", "\u0301", "")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
