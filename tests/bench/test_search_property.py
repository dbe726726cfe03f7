"""The search and plain SQL equal brute force, over more than `make test` stores and asks."""

import pytest

from tests.directory.test_search_property import found_as_brute_force_finds

CLINICS, QUESTIONS = 5000, 2000


@pytest.mark.bench
@pytest.mark.django_db
def test_two_thousand_random_questions_are_answered_as_brute_force_answers_them():
    found = found_as_brute_force_finds(CLINICS, QUESTIONS)
    assert sum(count > 0 for count in found) >= QUESTIONS // 3
    assert sum(count > 100 for count in found) >= 100
