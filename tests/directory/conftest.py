"""Tests of the site find the whole gazetteer loaded."""

import pytest

from tests.conftest_places import load_all_places


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with every place in it."""
    with django_db_blocker.unblock():
        load_all_places()
