"""All that can be said is valid: every code of our tables, every kind of check, bare rows."""

import pytest

from clinics.checklist import CHECKLIST
from clinics.models import Check, Clinic, Credential
from clinics.written import read_back
from directory.fhir.content import (
    healthcare_services,
    locations,
    organizations,
    practitioner_roles,
    practitioners,
    published,
    verification_results,
)
from directory.fhir.content.addresses import DIRECTORY
from directory.fhir.definitions import definitions
from tests import make
from tests.directory.fhir.content.seen import bare, rich
from tests.fhir_checker import trim
from tests.fhir_checker.check import Finding, check
from tests.fhir_checker.definitions import Definitions

pytestmark = pytest.mark.django_db


def known() -> Definitions:
    """The definitions of Plan-Net and R4, and our own."""
    own = definitions()
    systems = {}
    for one in own:
        if one["resourceType"] == "CodeSystem":
            flat = [each for top in one["concept"] for each in [top, *top.get("concept", [])]]
            systems[one["url"]] = {each["code"]: each["display"] for each in flat}
    profiles = {one["url"]: trim.kept_structure(one) for one in own
                if one["resourceType"] == "StructureDefinition"}  # fmt: skip
    return Definitions(more=profiles, systems=systems)


def faults(resources: dict) -> list[Finding]:
    """Every fault of some resources; there must be one at least."""
    assert resources
    with_ours = known()
    every = [read_back(one) for one in resources.values()]
    return [fault for one in every for fault in check(one, known=with_ours)]


def test_clinics_that_say_everything_and_nothing():
    every = [item.qualified for item in CHECKLIST.items]
    facts = [make.fact(code, covers=["visits", "lozenge"] if code == "insurance.aetna" else None,
                       confirmed="document", prior_authorization=None)
             for code in every]  # fmt: skip
    whole = rich(yes="", no="", facts=facts, organization="Acme Care")
    rich(slug="second", organization="Acme Care", is_approximate=True)
    no = make.clinic(facts=[make.fact(code, False) for code in every])
    paused, nothing = make.clinic(), bare()
    Clinic.objects.filter(pk=paused.pk).update(status="paused", status_since=make.days_ago(1))
    for kind in ("npi", "accreditation", "rems", "malpractice"):
        make.credential(whole, kind, confirmed_until=30, expires_on=make.days_ago(-30))
    on = make.today()
    pks = [one.pk for one in published.clinics(on=on)]
    assert {whole.pk, no.pk, paused.pk, nothing.pk} < set(pks)
    keys = [("org-c", pk) for pk in pks] + [("org", whole.organization_id or 0), DIRECTORY]
    assert faults(locations.load(pks, on=on)) == []
    assert faults(healthcare_services.load(pks, on=on)) == []
    assert faults(organizations.load(keys, on=on)) == []


def test_people_of_every_profession():
    clinic = rich()
    silent = make.clinic(phone="")
    for number, item in enumerate(CHECKLIST.group("staff").items):
        at = clinic if number % 2 else silent
        person = make.clinician(at, profession=item.code, given_name=f"No{number}")
        for kind in ("npi", "licence", "board-certification"):
            if kind != "npi" or number % 3:
                make.credential(at, kind, clinician=person, confirmed_until=30,
                                expires_on=make.days_ago(-60))  # fmt: skip
    on = make.today()
    pks = [one.pk for one in published.clinicians(on=on)]
    assert len(pks) == len(CHECKLIST.group("staff").items)
    assert faults(practitioners.load(pks, on=on)) == []
    assert faults(practitioner_roles.load(pks, on=on)) == []


def test_checks_of_every_kind_by_every_method_with_every_outcome():
    clinic = rich()
    ada = make.clinician(clinic)
    seen = set()
    for kind in Credential.Kind.values:
        held = make.credential(clinic, kind, clinician=None if kind in ("rems", "accreditation")
                               else ada)  # fmt: skip
        for method in Check.Method.values:
            for outcome in ("confirmed", "agrees", "unconfirmed", "excluded"):
                until = make.days_ago(-9) if outcome == "confirmed" else None
                held.current = make.check(held, outcome, method=method, valid_until=until,
                                          by=None, source="A board")  # fmt: skip
        held.save()
        seen |= {(kind, one.outcome) for one in published.checks(on=make.today())}
    pks = [one.pk for one in published.checks(on=make.today())]
    assert {"confirmed", "agrees", "excluded"} == {outcome for _kind, outcome in seen}
    assert faults(verification_results.load(pks, on=make.today())) == []


def test_a_planted_fault_is_found():
    clinic = rich()
    said = locations.load([clinic.pk], on=make.today())
    said[clinic.pk]["status"] = "closed"
    said[clinic.pk]["hoursOfOperation"][0]["daysOfWeek"] = ["monday"]
    assert [fault.path for fault in faults(said)] == [
        "Location.hoursOfOperation[0].daysOfWeek[0]", "Location.status", "Location.status",
    ]  # fmt: skip
