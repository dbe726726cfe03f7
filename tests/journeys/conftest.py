"""Journeys start from the whole gazetteer and the demo's clinics."""

import pytest

from clinics.exchange.actions.demo import make_demo
from tests.conftest_places import load_all_places


@pytest.fixture
def demo(db):
    """The demo's clinics, stored for this test."""
    load_all_places()
    make_demo()
