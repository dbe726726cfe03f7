"""The API and the page answer alike, over more than `make test` stores and asks."""

import pytest

from tests.directory.test_api_is_page import asked_of_both

CLINICS, QUESTIONS = 5000, 300


@pytest.mark.bench
@pytest.mark.django_db
def test_three_hundred_random_questions_are_answered_alike_by_the_api_and_the_page(settings):
    settings.OPEN_DATA_A_MINUTE = {"api-search": 10**6}
    found = asked_of_both(CLINICS, QUESTIONS)
    print(f"\n{QUESTIONS} questions, {sum(count > 0 for count in found)} find a clinic")
    assert sum(count > 0 for count in found) >= QUESTIONS // 4
    assert max(found) > 500
