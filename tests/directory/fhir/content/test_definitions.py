"""Our own definitions say every code and every part that our resources use."""

import json

import fhirkit
import pytest

from clinics.checklist import CHECKLIST
from directory.fhir.definitions import definition, definitions
from tests.directory.fhir.content.seen import BASE, extensions, rich, service


def displays(name: str) -> dict[str, str]:
    """Every code of a code system with its display."""
    whole = definition("CodeSystem", name)
    assert whole
    tops = whole["concept"]
    flat = [each for top in tops for each in [top, *top.get("concept", [])]]
    assert len(flat) == whole["count"]
    return {one["code"]: one["display"] for one in flat}


def test_each_stands_at_its_own_address():
    assert [(d["resourceType"], d["id"]) for d in definitions()] == [
        ("StructureDefinition", "stated-fact"), ("StructureDefinition", "approximate-location"),
        ("CodeSystem", "checklist"), ("CodeSystem", "fact-source"),
        ("ValueSet", "checklist"), ("ValueSet", "fact-source"),
    ]  # fmt: skip
    for one in definitions():
        assert one["url"] == f"{BASE}/fhir/{one['resourceType']}/{one['id']}"
        assert definition(one["resourceType"], one["id"]) == one
    assert definition("CodeSystem", "stated-fact") is None
    assert definition("ValueSet", "nothing") is None


def test_every_item_of_the_checklist_is_a_code_and_nothing_is_a_code_twice():
    found = displays("checklist")
    assert found | {item.qualified: str(item.label) for item in CHECKLIST.items} == found
    groups = {group.code for group in CHECKLIST.groups}
    assert set(found) - {item.qualified for item in CHECKLIST.items} == {
        *groups, "covers", "covers.visits",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_resource_uses_only_parts_and_codes_that_are_defined():
    said = service(rich())
    whole = definition("StructureDefinition", "stated-fact")
    assert whole
    elements = {e["id"]: e for e in whole["snapshot"]["element"]}
    codes, sources = displays("checklist"), displays("fact-source")
    for fact in extensions(said, "stated-fact"):
        assert fact["url"] == elements["Extension.url"]["fixedUri"]
        for part in fact["extension"]:
            key = f"Extension.extension:{part['url']}"
            assert elements[f"{key}.url"]["fixedUri"] == part["url"]
            ((member, value),) = ((n, v) for n, v in part.items() if n != "url")
            (of,) = elements[f"{key}.value[x]"]["type"]
            assert member == f"value{of['code'][0].upper()}{of['code'][1:]}"
            if member == "valueCoding":
                assert codes[value["code"]] == value["display"]
            if member == "valueCode":
                assert value in sources
    for one in said["characteristic"]:
        assert codes[one["coding"][0]["code"]] == one["coding"][0]["display"]


def test_a_snapshot_has_all_that_a_reader_of_profiles_needs():
    wanted = {"id", "path", "min", "max", "base", "definition"}
    for name in ("stated-fact", "approximate-location"):
        whole = definition("StructureDefinition", name)
        assert whole
        assert whole["kind"] == "complex-type"
        for element in whole["snapshot"]["element"]:
            assert wanted <= set(element)
            assert element["path"] == "Extension" or element["type"]


def test_each_has_the_structure_of_r4():
    for one in definitions():
        assert fhirkit.validate(json.dumps(one)) == []
    broken = definitions()[0] | {"status": 5}
    assert fhirkit.validate(json.dumps(broken)) != []
