"""The CapabilityStatement is valid, and declares all that Plan-Net demands."""

import json

import pytest

from tests.directory.fhir.inferno.server import EMPTY
from tests.directory.fhir.inferno.values import KNOWN
from tests.fhir_checker.check import check
from tests.fhir_checker.definitions import HERE

PLAN_NET = "http://hl7.org/fhir/us/davinci-pdex-plan-net/"
DEMANDED: dict[str, dict] = json.loads((HERE / "plan_net" / "demanded.json").read_text())
NOT_SUPPORTED = {f"{PLAN_NET}StructureDefinition/plannet-Network"}
"""We know of no network, so no Organization is one."""


def test_the_statement_is_valid_and_says_which_standard_it_follows(server):
    answer = server.get("metadata")
    statement = answer.json()
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/fhir+json")
    assert [str(finding) for finding in check(statement)] == []
    assert statement["fhirVersion"] == "4.0.1"
    assert (statement["kind"], statement["implementation"]["url"]) == ("instance", server.base)
    assert "json" in statement["format"]
    assert statement["instantiates"] == [f"{PLAN_NET}CapabilityStatement/plan-net"]
    assert [rest["mode"] for rest in statement["rest"]] == ["server"]


@pytest.mark.parametrize("kind", DEMANDED)
def test_each_type_declares_what_plan_net_demands_of_it(server, kind):
    declared, demanded = server.kinds[kind], DEMANDED[kind]
    assert {"read", "search-type"} <= {one["code"] for one in declared["interaction"]}
    assert set(declared["supportedProfile"]) >= set(demanded["profiles"]) - NOT_SUPPORTED
    names = {parameter["name"] for parameter in declared["searchParam"]}
    assert names >= set(demanded["parameters"])
    assert set(declared.get("searchInclude", [])) >= set(demanded["include"])
    assert set(declared.get("searchRevInclude", [])) >= set(demanded["revinclude"])


def test_parameters_are_declared_with_the_types_that_the_standard_gives_them(server):
    declared = {
        f"{kind}.{parameter['name']}": parameter["type"]
        for kind, said in server.kinds.items()
        for parameter in said["searchParam"]
    }
    known = {name: parameter["type"] for name, parameter in KNOWN.items() if name in declared}
    assert {name: kind for name, kind in declared.items() if name in known} == known


def test_what_is_empty_says_so(server):
    for kind in EMPTY:
        assert "none" in server.kinds[kind]["documentation"].lower()
