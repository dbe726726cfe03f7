"""What HSDS can say of a clinic comes back from an export, as tables and as JSON."""

import io

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clinics.listing.actions.editing import add
from clinics.models import Clinic
from tests import make
from tests.clinics.hsds.exported import about_clinics, services, write_ndjson, write_zip
from tests.clinics.hsds.rich import rich
from tests.clinics.listfile import run, stored
from tests.clinics.test_export import drafts, empty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

WRITERS = {"zip": write_zip, "ndjson": write_ndjson}


def comes_back(path) -> None:
    """Import an export into an empty database, and again; it says the same."""
    count = Clinic.objects.published().count()
    before = about_clinics(services())
    WRITERS[path.suffix[1:]](path)
    empty()
    said = run(path, "--publish", kind="hsds", source="Restore")
    assert said[0] == f"{count} rows read: {count} created, 0 updated, 0 unchanged, 0 rejected."
    assert about_clinics(services()) == before
    once = stored()
    said = run(path, "--publish", kind="hsds", source="Restore")
    assert said[0] == f"{count} rows read: 0 created, 0 updated, {count} unchanged, 0 rejected."
    assert stored() == once


@pytest.mark.parametrize("kind", WRITERS)
def test_a_rich_clinic_comes_back(tmp_path, kind):
    rich()
    rich(name="Egret", town="austin", organization="Umbrella")
    rich(name="Rival", organization="", street="", is_approximate=True, yes="condition.crps")
    make.clinic(name="Bare", latitude=None, longitude=None, offers_none=True, facts=[])
    comes_back(tmp_path / f"all.{kind}")


@settings(
    max_examples=5,
    phases=[Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(drafts(), min_size=10, max_size=10), st.sampled_from(sorted(WRITERS)))
def test_fifty_listings_of_any_kind_come_back(tmp_path, listings, kind):
    empty()
    for draft in listings:
        add(draft, actor="operator", publish=True)
    comes_back(tmp_path / f"all.{kind}")


@pytest.mark.once("it says nothing about the server")
def test_the_demo_comes_back(tmp_path):
    call_command("make_demo", stdout=io.StringIO())
    assert Clinic.objects.published().count() > 50
    comes_back(tmp_path / "demo.zip")
