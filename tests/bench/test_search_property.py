"""The packed search equals brute force over many more clinics than `make test` stores."""

import pytest

from tests.directory.test_search_property import QUESTIONS, found_as_brute_force_finds

CLINICS = 5000


@pytest.mark.bench
@pytest.mark.django_db
def test_two_hundred_random_questions_are_answered_as_brute_force_answers_them():
    found = found_as_brute_force_finds(CLINICS)
    assert sum(count > 0 for count in found) >= QUESTIONS // 3
    assert sum(count > 100 for count in found) >= 10
