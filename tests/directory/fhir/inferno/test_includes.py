"""What comes along with matches is exactly what they refer to, or what refers to them."""

import json

import pytest

from tests.directory.fhir.inferno.server import EMPTY, Server, included, matches
from tests.directory.fhir.inferno.values import said
from tests.fhir_checker.definitions import HERE

DEMANDED: dict[str, dict] = json.loads((HERE / "plan_net" / "demanded.json").read_text())
SERVED = sorted(set(DEMANDED) - EMPTY)
FEW = ("_count", "7")


def come_along(server: Server, kind: str, how: str, what: str) -> tuple[list[dict], list[str]]:
    """The matches of a page, and what comes along with them, as `Type/id`."""
    page = next(server.bundles(kind, [FEW, (how, what)]))
    assert page["total"] == len(server.gathered[kind])
    found = [entry["resource"] for entry in matches(page)]
    along = [f"{one['resourceType']}/{one['id']}" for one in included(page)]
    for one in included(page):
        assert one == server.gathered[one["resourceType"]][one["id"]]
    return found, along


def refers(kind: str, name: str, resource: dict) -> set[str]:
    return {one.value for one in said(kind, name, resource)}


INCLUDES = [(kind, what) for kind in SERVED for what in DEMANDED[kind]["include"]]
REVINCLUDES = [(kind, what) for kind in SERVED for what in DEMANDED[kind]["revinclude"]]
REFERRED = {
    "HealthcareService:location", "HealthcareService:organization", "Location:organization",
    "PractitionerRole:location", "PractitionerRole:organization", "PractitionerRole:practitioner",
    "PractitionerRole:service",
}  # fmt: skip
"""References that our resources have; the others bring nothing."""


@pytest.mark.parametrize(("kind", "what"), INCLUDES)
def test_an_include_brings_exactly_what_is_referred_to(server, kind, what):
    found, along = come_along(server, kind, "_include", what)
    name = what.split(":")[1]
    expected = {one for match in found for one in refers(kind, name, match)}
    assert sorted(along) == sorted(expected)
    assert bool(expected) == (what in REFERRED)


@pytest.mark.parametrize(("kind", "what"), REVINCLUDES)
def test_a_revinclude_brings_exactly_what_refers(server, kind, what):
    found, along = come_along(server, kind, "_revinclude", what)
    other, name = what.split(":")
    here = {f"{kind}/{match['id']}" for match in found}
    expected = [f"{other}/{key}" for key, one in server.gathered[other].items()
                if refers(other, name, one) & here]  # fmt: skip
    assert sorted(along) == sorted(expected)
    assert bool(expected) == (what in REFERRED)


def test_declared_includes_are_those_of_plan_net_and_our_own(server):
    declared = {what for kind in server.kinds.values() for what in kind.get("searchInclude", [])}
    demanded = {what for kind in DEMANDED.values() for what in kind["include"]}
    assert declared - demanded == {
        "InsurancePlan:network", "VerificationResult:attestation-who", "VerificationResult:target",
    }  # fmt: skip


def test_a_role_brings_its_clinician_when_it_is_found_by_specialty_and_place(server):
    roles = server.gathered["PractitionerRole"]
    role = next(one for one in roles.values() if one.get("specialty") and one.get("location"))
    specialty = said("PractitionerRole", "specialty", role)[0]
    place = said("PractitionerRole", "location", role)[0]
    page = next(server.bundles("PractitionerRole", [
        ("specialty", f"{specialty.system}|{specialty.value}"), ("location", place.value),
        ("_include", "PractitionerRole:practitioner"), ("_count", "100"),
    ]))  # fmt: skip
    expected = {key for key, one in roles.items()
                if specialty in said("PractitionerRole", "specialty", one)
                and place in said("PractitionerRole", "location", one)}  # fmt: skip
    assert {entry["resource"]["id"] for entry in matches(page)} == expected
    assert {f"Practitioner/{one['id']}" for one in included(page)} == {
        roles[key]["practitioner"]["reference"] for key in expected
    }
