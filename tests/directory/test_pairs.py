"""What is asked in Spanish is answered like its twin in English: same question, same clinics."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils.translation import override

from clinics.distress import speaks_of_suicide
from directory.search.question import QuestionRefused, ask
from directory.search.search import search
from directory.search.text.understand import Meaning
from tests import databases
from tests.directory.test_question import WRONG, refused

PAIRS = [
    [part.strip() for part in line.split("|")]
    for line in Path(__file__).with_name("pairs.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, run) -> Iterator[None]:
    """The clinics of the demo."""
    with django_db_blocker.unblock(), databases.with_demo(run):
        yield


def said(meaning: Meaning) -> tuple[object, ...]:
    """What filters nothing and is said, without the words it was typed in."""
    offered = [choice.codes for choice in meaning.choices]
    return (meaning.is_here, offered, len(meaning.no_filter), len(meaning.not_understood))


def asked(words: str, language: str) -> tuple[object, ...]:
    """What words come to in a language: the question or what refuses it, and the clinics found."""
    with override(language):
        try:
            question = ask(QueryDict(urlencode({"q": words})))
        except QuestionRefused as refused:
            return (*refused.errors, *said(refused.meaning))
        answer = search(question)
        found = [one.clinic_id for one in answer.page]
        said_of_it = (*said(question.said), speaks_of_suicide(words))
        return question.parameters(), said_of_it, answer.count, found


@pytest.mark.parametrize("page", ["en", "es"])
def test_each_pair_is_answered_alike_on_the_pages_of_either_language(demo, db, page):
    assert len(PAIRS) == 157
    different = [
        (english, spanish)
        for english, spanish in PAIRS
        if asked(english, "en") != asked(spanish, page)
    ]
    assert different == []


def test_the_pairs_ask_for_many_things_and_find_some(demo, db):
    answers = [asked(spanish, "es") for _english, spanish in PAIRS]
    assert len({str(answer[:2]) for answer in answers}) > 100
    answered = [answer for answer in answers if len(answer) == 4]
    assert [answer[1] for answer in answered].count((False, [], 0, 0, False)) > 120
    assert sum(0 < answer[2] < 20 for answer in answered) > 40


def test_what_is_wrong_with_a_question_is_said_in_spanish(db):
    """Each refusal of a question, at the same parameter."""
    for query, parameter, _words in WRONG:
        with override("es"):
            spanish = refused(query)
        english = refused(query)
        assert (query, list(spanish)) == (query, list(english))
        assert (query, spanish[parameter]) != (query, english[parameter])
