"""Who plays in these tests (see `tests.make`), and where documents lie."""

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


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
