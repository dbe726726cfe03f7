"""The CapabilityStatement says what is there: all that Plan-Net demands, and nothing else."""

import json
from pathlib import Path

import pytest

from directory.fhir.asked import ask
from directory.fhir.kinds import KINDS
from directory.fhir.parameters.parameter import Now
from directory.fhir.search import find
from tests import make
from tests.directory.fhir.asking import BASE, found, get

pytestmark = pytest.mark.django_db

PACKAGE = Path(__file__).resolve().parents[4] / "shared/data/standards/plan-net-1.2.0/package"
PLAN_NET = "http://hl7.org/fhir/us/davinci-pdex-plan-net"


@pytest.fixture
def statement(client):
    """What the server says of itself."""
    return get(client, "metadata")


def resources(statement):
    """What a statement says of each type."""
    return {one["type"]: one for one in statement["rest"][0]["resource"]}


def test_the_statement_says_what_it_is(statement):
    assert {name: statement[name] for name in (
        "resourceType", "status", "kind", "fhirVersion", "format", "instantiates",
        "implementation", "implementationGuide",
    )} == {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "kind": "instance",
        "fhirVersion": "4.0.1",
        "format": ["json", "application/fhir+json"],
        "instantiates": [f"{PLAN_NET}/CapabilityStatement/plan-net"],
        "implementation": {"description": "Clinic Directory", "url": BASE},
        "implementationGuide": [
            f"{PLAN_NET}/ImplementationGuide/hl7.fhir.us.davinci-pdex-plan-net|1.2.0"
        ],
    }  # fmt: skip
    assert list(resources(statement)) == [
        *KINDS, "StructureDefinition", "CodeSystem", "ValueSet",
    ]  # fmt: skip


def test_one_type_to_the_letter(statement):
    said = resources(statement)["Endpoint"]
    chained = ["_id", "_lastUpdated", "partof", "endpoint", "coverage-area", "address", "name",
               "type", "period", "identifier"]  # fmt: skip
    assert said == {
        "type": "Endpoint",
        "supportedProfile": [f"{PLAN_NET}/StructureDefinition/plannet-Endpoint"],
        "documentation": (
            "There are none. A website is a telecom of its clinic, not an endpoint for programs. "
            "Searched backward by _has:Location:endpoint:…, _has:HealthcareService:endpoint:…, "
            "_has:Organization:endpoint:…, _has:PractitionerRole:endpoint:…, "
            "_has:OrganizationAffiliation:endpoint:…."
        ),
        "interaction": [{"code": "read"}, {"code": "vread"}, {"code": "search-type"}],
        "versioning": "versioned",
        "readHistory": False,
        "updateCreate": False,
        "conditionalCreate": False,
        "conditionalRead": "full-support",
        "conditionalUpdate": False,
        "referencePolicy": ["resolves"],
        "searchInclude": ["Endpoint:organization"],
        "searchRevInclude": [
            "Location:endpoint", "HealthcareService:endpoint", "Organization:endpoint",
            "PractitionerRole:endpoint", "OrganizationAffiliation:endpoint",
        ],
        "searchParam": [
            {
                "name": "_id",
                "definition": "http://hl7.org/fhir/SearchParameter/Resource-id",
                "type": "token",
            },
            {
                "name": "_lastUpdated",
                "definition": "http://hl7.org/fhir/SearchParameter/Resource-lastUpdated",
                "type": "date",
            },
            {
                "name": "organization",
                "definition": f"{PLAN_NET}/SearchParameter/endpoint-organization",
                "type": "reference",
                "documentation": "Chained: "
                + ", ".join(f"organization.{code}" for code in chained) + ".",
            },
        ],
    }  # fmt: skip


def test_what_is_empty_says_why(statement):
    for type_ in ("InsurancePlan", "OrganizationAffiliation", "Endpoint"):
        assert resources(statement)[type_]["documentation"].startswith("There are none")


def test_every_include_and_parameter_of_the_statement_is_taken(client, cast, statement):
    values = {"date": "2026", "string": "a", "token": "a", "special": "26|-80"}
    for type_, said in resources(statement).items():
        if "searchParam" not in said:
            continue
        along = (
            [("_include", one) for one in said["searchInclude"]] if "searchInclude" in said else []
        )
        along += [("_revinclude", one) for one in said.get("searchRevInclude", [])]
        for at in range(0, len(along), 30):
            found(client, type_, *along[at : at + 30])
        for one in said["searchParam"]:
            value = values.get(one["type"], "x-1")
            found(client, type_, (one["name"], value))
            for modifier in one.get("documentation", "").partition("Modifiers: ")[2].split(","):
                if code := modifier.partition(":")[2].partition(".")[0]:
                    found(client, type_, (f"{one['name']}:{code}", value))


def total(type_, name, value):
    """How much a search finds; it raises what refuses it."""
    return find(ask(KINDS[type_], [(name, value), ("_count", "0")], Now(make.today(), BASE))).total


def test_every_chain_and_every_way_back_of_the_statement_is_taken(cast, statement):
    types = resources(statement)
    tried = 0
    for type_, said in types.items():
        for one in said.get("searchParam", []):
            chains = one.get("documentation", "").partition("Chained: ")[2].rstrip(".").split(", ")
            for chain in filter(None, chains):
                near = chain.endswith(".near")
                date = chain.endswith((".period", ".date", "_lastUpdated"))
                value = "26|-80" if near else "2026" if date else "x-1"
                total(type_, chain, value)
                tried += 1
        back = said.get("documentation", "").partition("Searched backward by ")[2]
        for one in filter(None, back.rstrip(".").split(", ")):
            total(type_, one.replace("…", "_id"), "x-1")
            tried += 1
    assert tried > 250


@pytest.mark.skipif(not PACKAGE.exists(), reason="the standards are not in this checkout")
def test_everything_that_plan_net_demands_is_there(statement):
    demanded = json.loads((PACKAGE / "CapabilityStatement-plan-net.json").read_text())
    ours, missing = resources(statement), []
    for type_, theirs in resources(demanded).items():
        own = ours[type_]
        for name in ("searchInclude", "searchRevInclude"):
            missing += [one for one in theirs.get(name, []) if one not in own[name]]
        params = {one["name"]: one for one in own["searchParam"]}
        for one in theirs["searchParam"]:
            said = params.get(one["name"], {})
            if (said.get("type"), said.get("definition")) != (one["type"], one["definition"]):
                missing.append((type_, one["name"]))
        profiles = [one.partition("|")[0] for one in theirs["supportedProfile"]]
        missing += [one for one in profiles if one not in own["supportedProfile"]]
    assert missing == []


@pytest.mark.skipif(not PACKAGE.exists(), reason="the standards are not in this checkout")
def test_search_parameters_are_those_of_plan_net(statement):
    missing = []
    for path in sorted(PACKAGE.glob("SearchParameter-*.json")):
        theirs = json.loads(path.read_text())
        [type_] = theirs["base"]
        kind = KINDS[type_]
        parameter = kind.parameters.get(theirs["code"])
        if parameter is None or parameter.definition != theirs["url"]:
            missing.append(theirs["id"])
            continue
        known = set(parameter.modifiers)
        # `ofType` belongs to identifiers with a type of their own; there is no InsurancePlan.
        if not set(theirs.get("modifier", [])) - {"ofType", "text"} <= known:
            missing.append((theirs["id"], theirs["modifier"]))
        for code in theirs.get("chain", []):
            targets = [KINDS[one] for one in theirs["target"]]
            if not any(code in one.parameters for one in targets):
                missing.append((theirs["id"], code))
    assert missing == []
