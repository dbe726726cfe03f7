"""The clinic of these tests; its documents lie in a folder of their own."""

import pytest

from tests import make


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def clinic():
    return make.clinic(name="Pelican Key")
