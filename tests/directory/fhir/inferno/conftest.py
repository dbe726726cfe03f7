"""One server with the demo and its people for all these tests: none of them writes."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests import databases
from tests.directory.fhir.inferno.server import Server


@pytest.fixture(scope="package")
def server(django_db_setup, django_db_blocker, run) -> Iterator[Server]:
    with (
        override_settings(SITE_URL="http://testserver"),
        django_db_blocker.unblock(),
        databases.with_demo(run, "peopled"),
    ):
        yield Server()
