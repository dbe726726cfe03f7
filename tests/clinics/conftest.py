"""Who plays in these tests (see `tests.make`)."""

import pytest

from tests import make


@pytest.fixture
def ann(clinic):
    """She speaks for the test's clinic."""
    return make.ann(clinic)


@pytest.fixture
def mo(db):
    """He moderates."""
    return make.moderator()
