"""The address under which these tests read."""

import pytest

from tests.directory.fhir.content.seen import BASE


@pytest.fixture(autouse=True)
def _base(settings):
    settings.SITE_URL = BASE
