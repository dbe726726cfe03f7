"""What HSDS can say of a clinic comes back from an export, as tables and as JSON."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clinics.listing.actions.editing import add
from tests import make
from tests.clinics.hsds.exported import WRITERS, comes_back_as_hsds
from tests.clinics.hsds.rich import rich
from tests.clinics.test_export import drafts, empty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_rich_clinic_comes_back(tmp_path, kind):
    rich()
    rich(name="Egret", town="austin", organization="Umbrella")
    rich(name="Rival", organization="", street="", is_approximate=True, yes="condition.crps")
    make.clinic(name="Bare", latitude=None, longitude=None, offers_none=True, facts=[])
    comes_back_as_hsds(tmp_path / f"all.{kind}")


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
    comes_back_as_hsds(tmp_path / f"all.{kind}")
