"""Journeys start from the demo's clinics."""

from collections.abc import Iterator

import pytest

from tests import databases


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, run) -> Iterator[None]:
    """The demo's clinics, in a database of their own that the module's tests use."""
    with django_db_blocker.unblock(), databases.with_demo(run):
        yield
