"""Ten thousand questions at random, of every address and along the links: all as described."""

import pytest

from tests.directory.test_api_schema import (
    PATHS,
    api,  # noqa: F401
    asked_at_random,
    followed_at_random,
)

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

EACH, WALKS, STEPS = 2000, 500, 6


@pytest.mark.parametrize("path", PATHS)
def test_two_thousand_random_questions_of_each_address_are_answered_as_described(api, path):  # noqa: F811
    statuses = asked_at_random(api, path, EACH)
    print(f"\n{path}: {sum(statuses.values())} cases, {dict(sorted(statuses.items()))}")
    assert set(statuses) <= {200, 400, 404}


def test_thousands_of_steps_along_the_links_are_answered_as_described(api):  # noqa: F811
    statuses = followed_at_random(api, WALKS, STEPS)
    print(f"\nlinks: {sum(statuses.values())} cases, {dict(sorted(statuses.items()))}")
    assert {status for _operation, status in statuses} <= {200, 400, 404}
    assert sum(statuses.values()) >= 2000
