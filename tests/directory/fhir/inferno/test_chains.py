"""Searches through references, forward and backward, find what two searches would find."""

import pytest

from tests.directory.fhir.inferno.server import EMPTY, Server
from tests.directory.fhir.inferno.test_parameters import FEW, matching, values
from tests.directory.fhir.inferno.values import PLAN_NET, Said, escaped

CHAINS = sorted(
    (*name.split("."), target, code)
    for name, parameter in PLAN_NET.items()
    for target in parameter.get("target", [])
    for code in parameter.get("chain", [])
)
THROUGH = {"location", "organization", "practitioner", "service"}
"""References that our resources have."""

BACKWARD = [
    *(("Practitioner", "PractitionerRole", "practitioner", code)
      for code in ("location", "network", "specialty", "role")),
    *(("Organization", "OrganizationAffiliation", "participating-organization", code)
      for code in ("location", "network", "specialty")),
    ("Organization", "InsurancePlan", "owned-by", "coverage-area"),
    ("Location", "InsurancePlan", "coverage-area", "owned-by"),
    ("Location", "HealthcareService", "location", "specialty"),
]  # fmt: skip
"""Plan-Net's reverse chains, and one more that finds something."""


def pointing(server: Server, kind: str, name: str, target: str, keys: list[str]) -> list[str]:
    """The ids of a type whose reference is among these."""
    wanted = {f"{target}/{key}" for key in keys}
    return sorted(key for key, there in server.said(kind, name).items()
                  if wanted & {one.value for one in there})  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "target", "code"), CHAINS)
def test_a_chain_finds_what_refers_to_what_is_found(server, kind, name, target, code):
    there = values(server, target, code)
    found = []
    for value in there:
        plain = Said(value.value)
        expected = pointing(server, kind, name, target, matching(server, target, code, plain))
        if len(expected) <= FEW:
            assert sorted(server.search(kind, (f"{name}.{code}", escaped(plain.value)))) == expected
        else:
            asked = (f"{name}:{target}.{code}", escaped(plain.value))
            assert server.total(kind, asked) == len(expected)
        found += expected
    if not there:
        assert server.total(kind, (f"{name}.{code}", "nothing")) == 0
    assert bool(found) == (kind not in EMPTY and name in THROUGH and bool(there))


@pytest.mark.parametrize(("kind", "other", "reference", "code"), BACKWARD)
def test_a_reverse_chain_finds_what_is_referred_to_by_what_is_found(
    server, kind, other, reference, code
):
    there = values(server, other, code)
    for value in there:
        plain = Said(value.value)
        referring = matching(server, other, code, plain)
        expected = {
            one.value.split("/")[1]
            for key in referring
            for one in server.said(other, reference)[key]
        }
        asked = (f"_has:{other}:{reference}:{code}", escaped(plain.value))
        assert sorted(server.search(kind, asked)) == sorted(expected) != []
    if not there:
        assert server.search(kind, (f"_has:{other}:{reference}:{code}", "nothing")) == []
    assert bool(there) == (other not in EMPTY and code != "network")
