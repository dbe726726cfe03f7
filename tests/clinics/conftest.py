"""Who plays in these tests (see `tests.make`), and where documents lie."""

import pytest
from django.db import connection

from directory.places.models import Place
from tests import make
from tests.clinics.listfile import PLACES


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


@pytest.fixture
def few_places(db):
    """A gazetteer of four places until the test ends: every import reads all of it."""
    with connection.cursor() as cursor:
        cursor.execute("truncate directory_place")
    Place.objects.bulk_create([Place(**place) for place in PLACES])
