"""Ten thousand questions at random, of every address and along the links: all as described."""

import pytest

from tests.directory.test_api_schema import (
    PATHS,
    api,  # noqa: F401
    asked_at_random,
    followed_at_random,
)

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

CASES = {"changes": 500, "checklist": 200, "clinics": 3500, "clinics.geojson": 2500,
         "clinics/{slug}": 1000, "places": 1300}  # fmt: skip
WALKS, STEPS = 400, 6


@pytest.mark.parametrize("path", PATHS)
def test_thousands_of_random_questions_of_each_address_are_answered_as_described(api, path):  # noqa: F811
    statuses = asked_at_random(api, path, CASES[path])
    print(f"\n{path}: {sum(statuses.values())} cases, {dict(sorted(statuses.items()))}")
    assert set(statuses) <= {200, 400, 404}


def test_thousands_of_steps_along_the_links_are_answered_as_described(api):  # noqa: F811
    statuses = followed_at_random(api, WALKS, STEPS)
    print(f"\nlinks: {sum(statuses.values())} cases, {dict(sorted(statuses.items()))}")
    assert {status for _operation, status in statuses} <= {200, 400, 404}
    assert sum(statuses.values()) >= 1500
