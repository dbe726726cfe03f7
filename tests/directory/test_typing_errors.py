"""A typing error never becomes a filter that was not meant."""

import pytest

from directory.search.text.understand import Meaning, understand
from tests import make
from tests.directory.typing_errors import false_filters

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("migrane", "condition.migraine"),
        ("fibromyalga", "condition.fibromyalgia"),
        ("neuropothy", "condition.neuropathic-pain"),
        ("depresion", "condition.depression"),
        ("anestesiologist", "staff.anesthesiologist"),
        ("wheelchair accesible", "access.wheelchair"),
        ("slidding scale", "payment.sliding-scale"),
        ("Medicaer", "insurance.medicare"),
    ],
)
def test_the_words_of_the_checklist_are_known_with_a_typing_error(typed, code):
    assert understand(typed) == Meaning(codes=(code,))


@pytest.mark.parametrize("typed", ["Medicaie", "aetn", "zpravato"])
def test_what_could_be_several_words_or_begins_otherwise_is_not_guessed(typed):
    assert understand(typed) == Meaning(not_understood=(typed,))


def test_a_clinics_own_word_is_no_typing_error():
    assert understand("Migrane").codes == ("condition.migraine",)
    make.clinic(name="Migrane and Sons")
    assert understand("Migrane") == Meaning(words="Migrane")


def test_no_sentence_with_an_error_ends_in_a_filter_that_was_not_in_it():
    assert false_filters(250, seed=7) == []
