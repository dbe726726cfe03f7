"""The checker finds nothing in the official examples, and each planted fault at its path."""

import copy
import json
from typing import Any

import pytest

from tests.fhir_checker.check import check
from tests.fhir_checker.definitions import HERE
from tests.fhir_checker.faults import ADD, FAULTS, GONE, OURS, Fault

EXAMPLES: dict[str, dict] = json.loads((HERE / "plan_net" / "examples.json").read_text())


def test_nothing_is_found_in_the_49_official_examples():
    assert len(EXAMPLES) == 49
    assert [
        f"{name} {found}" for name, example in EXAMPLES.items() for found in check(example)
    ] == []


def test_nothing_is_found_in_our_own_example():
    assert [str(found) for example in OURS.values() for found in check(example)] == []


def planted(fault: Fault) -> dict:
    """The example with the fault in it."""
    changed = copy.deepcopy((EXAMPLES | OURS)[fault.example])
    place: Any = changed
    *way, last = fault.where
    for step in way:
        place = place[step]
    if fault.value is GONE:
        del place[last]
    elif last is ADD:
        place.append(fault.value)
    else:
        place[last] = fault.value
    return changed


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.what for fault in FAULTS])
def test_a_planted_fault_is_found_at_its_path(fault):
    assert sorted(str(finding) for finding in check(planted(fault))) == sorted(
        fault.found.split("|")
    )
