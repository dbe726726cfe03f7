"""The committed definitions are those of HL7's packages; another checker agrees about base R4."""

import json

import fhirkit
import pytest

from tests.fhir_checker import codes
from tests.fhir_checker.check import check, committed
from tests.fhir_checker.definitions import HERE
from tests.fhir_checker.faults import FAULTS, OURS
from tests.fhir_checker.invariants import NOT_HERE, compiled
from tests.fhir_checker.test_faults import EXAMPLES, planted
from tests.fhir_checker.trim import NUCC, NUCC_KEPT, plan_net

STANDARDS = HERE.parents[2] / "shared" / "data" / "standards"


@pytest.mark.skipif(not STANDARDS.is_dir(), reason="../shared has the packages, and is not here")
def test_what_is_committed_of_plan_net_is_what_its_package_says():
    made = plan_net(STANDARDS)
    assert sorted(made) == sorted(path.stem for path in (HERE / "plan_net").glob("*.json"))
    for name, thing in made.items():
        assert json.loads((HERE / "plan_net" / f"{name}.json").read_text()) == thing


def test_a_value_set_made_of_others_has_the_codes_of_all():
    known = committed()
    sets = "http://hl7.org/fhir/us/davinci-pdex-plan-net/ValueSet/"
    both = codes.members(known, sets + "SpecialtiesVS")
    people = codes.members(known, sets + "IndividualAndGroupSpecialtiesVS")
    places = codes.members(known, sets + "NonIndividualSpecialtiesVS")
    assert people < both > places
    assert {(NUCC, code) for code in NUCC_KEPT} <= both


def test_a_value_set_lacks_what_it_excludes():
    types = codes.members(
        committed(), "http://hl7.org/fhir/us/davinci-pdex-plan-net/ValueSet/OrgTypeVS"
    )
    assert {code for _, code in types} == {"atyprv", "bus", "fac", "payer", "prvgrp"}


def test_all_that_is_required_is_known():
    known = committed()
    rules = set()
    for url, structure in known.structures.items():
        assert known.root(url) is not None
        for element in structure["element"]:
            rules |= element.get("constraint", {}).items()
            if element.get("binding", [""])[0] == "required":
                assert codes.members(known, element["binding"][1])
    for key, expression in rules:
        if key not in NOT_HERE:
            compiled(expression)  # raises on what fhirpathpy cannot read


def opinion(resource: dict) -> set[str]:
    """Where fhirkit finds errors; it knows base R4 alone, and no value sets."""
    return {issue.path for issue in fhirkit.validate(resource) if issue.severity == "error"}


def test_the_second_opinion_finds_nothing_in_the_examples_either():
    assert {name for name, example in (EXAMPLES | OURS).items() if opinion(example)} == set()


def test_what_the_second_opinion_finds_in_the_planted_faults_is_what_ours_finds():
    seconded = 0
    for fault in FAULTS:
        resource = planted(fault)
        assert opinion(resource) <= {finding.path for finding in check(resource)}, fault.what
        seconded += bool(opinion(resource))
    assert seconded == 14
