"""Which credentials a route asks for, and how far a clinic shows them."""

import pytest

from clinics.credentials.route_requirements import route_needs
from clinics.models import Credential
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make.clinic()


def needs(clinic, *routes: str) -> list[tuple[str, str, list[str]]]:
    """Need, state and by whom, of the routes."""
    shown = Credential.objects.shown().filter(clinic=clinic).select_related("clinician", "current")
    found = route_needs(routes, shown.order_by("pk"), on=make.today())
    return [(n.need.code, n.state, [str(c.clinician or "the clinic") for c in n.by]) for n in found]


@pytest.mark.parametrize(
    ("until", "state"), [(0, "met"), (30, "met"), (-1, "overdue"), (None, "stated")]
)
def test_an_infusion_asks_for_a_physician_and_a_current_acls_card(clinic, until, state):
    nurse = make.clinician(clinic, given_name="Nan", profession="registered-nurse")
    make.credential(clinic, "licence", clinician=nurse, confirmed_until=30)
    make.credential(clinic, "acls", clinician=nurse, confirmed_until=until)
    assert needs(clinic, "iv-infusion") == [
        ("physician-or-crna", "unstated", []), ("acls", state, ["Nan Marsh"]),
    ]  # fmt: skip


def test_the_best_state_counts_and_names_those_who_have_it(clinic):
    for name, until in (("Ada", 30), ("Bea", -5), ("Cai", None), ("Dee", 20)):
        person = make.clinician(clinic, given_name=name)
        make.credential(clinic, "licence", clinician=person, confirmed_until=until)
    assert needs(clinic, "iv-infusion")[0] == (
        "physician-or-crna", "met", ["Ada Marsh", "Dee Marsh"],
    )  # fmt: skip


def test_the_certified_setting_is_the_clinics_own(clinic):
    make.credential(clinic, "rems", confirmed_until=30)
    assert needs(clinic, "esketamine-nasal") == [
        ("rems", "met", ["the clinic"]), ("prescriber", "unstated", []),
    ]  # fmt: skip


def test_what_waits_or_was_refused_meets_nothing(clinic):
    ada = make.clinician(clinic)
    for standing in ("claimed", "refused", "withdrawn"):
        make.credential(clinic, "acls", clinician=ada, standing=standing, confirmed_until=9,
                        number=standing)  # fmt: skip
    assert needs(clinic, "iv-infusion")[1] == ("acls", "unstated", [])


def test_only_the_routes_asked_for_are_answered_in_the_order_of_the_table(clinic):
    assert [need for need, _state, _by in needs(clinic, "lozenge", "iv-infusion")] == [
        "physician-or-crna", "acls", "prescriber", "dea",
    ]  # fmt: skip
    assert needs(clinic, "no-such-route") == []


def test_who_is_on_the_exclusion_list_meets_nothing_and_takes_nobody_along(clinic):
    for name in ("Ada", "Bea"):
        person = make.clinician(clinic, given_name=name)
        make.credential(clinic, "licence", clinician=person, confirmed_until=30)
    line = make.credential(clinic, "not-excluded", clinician=person)
    line.current = make.check(line, "excluded")
    line.save()
    assert needs(clinic, "iv-infusion")[0] == ("physician-or-crna", "met", ["Ada Marsh"])
