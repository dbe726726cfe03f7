"""What we export is HSDS 3.1, as its schemas have it; a fault is found."""

import copy
import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.exchange.hsds.ids import (
    LOCATION,
    ORGANIZATION,
    SERVICE,
    number_of,
    part_id,
    record_id,
)
from tests import make
from tests.clinics.hsds.exported import services
from tests.clinics.hsds.official import SHARED, STRUCTURE, faults, structure
from tests.clinics.hsds.rich import rich

pytestmark = pytest.mark.django_db
beside = pytest.mark.skipif(not SHARED.exists(), reason="the official files are not here")


@beside
def test_our_copy_of_the_structure_is_that_of_the_official_schemas():
    assert json.loads(STRUCTURE.read_text(encoding="utf-8")) == structure(SHARED / "schema")


@beside
def test_the_official_examples_pass():
    for name, kind in (
        ("service_full", "service"), ("organization_full", "organization"),
        ("service_at_location_full", "service_at_location"), ("location", "location"),
        ("taxonomy", "taxonomy"), ("taxonomy_term", "taxonomy_term"),
    ):  # fmt: skip
        example = json.loads((SHARED / f"examples/{name}.json").read_text(encoding="utf-8"))
        assert (name, faults(kind, example)) == (name, [])


def test_what_we_say_of_clinics_is_valid():
    rich()
    rich(name="Rival", organization="", street="", website="https://ö.example/ü?a=ß")
    make.clinic(name="Bare", latitude=None, longitude=None, offers_none=True)
    found = services()
    assert [faults("service", one) for one in found] == [[], [], []]
    assert [len(json.dumps(one)) > 2000 for one in found] == [True, True, True]


def test_no_member_is_a_placeholder():
    make.clinic(name="Bare", latitude=None, longitude=None, offers_none=True)
    rich()
    assert [path for one in services() for path in blanks(one)] == []


def blanks(value, path: str = "") -> list[str]:
    """Where nothing is said in place of silence. A new answer has no previous value."""
    if isinstance(value, dict):
        return [b for name, one in value.items() for b in blanks(one, f"{path}.{name}")]
    if isinstance(value, list) and value:
        return [b for one in value for b in blanks(one, path)]
    is_blank = value is None or value == "" or value == []
    return (
        [path] if is_blank and not path.endswith((".previous_value", ".replacement_value")) else []
    )


def first_of(service: dict, *path) -> dict:
    for step in path:
        service = service[step]
    return service


PLACE = ("service_at_locations", 0, "location")
PLANTED = {
    "an id that is no UUID": ((), "id", "clinic-1"),
    "no name": ((), "name", None),
    "a status that is none": ((), "status", "open"),
    "a website that is no URI": ((), "url", "heron example"),
    "an address without a town": ((*PLACE, "addresses", 0), "city", None),
    "a latitude as text": (PLACE, "latitude", "26.4"),
    "a kind of place that is none": (PLACE, "location_type", "clinic"),
    "a price as text": (("cost_options", 0), "amount", "450.50"),
    "an attribute without an id": (("attributes", 0), "id", None),
    "a term without a name": (("attributes", 0, "taxonomy_term"), "name", None),
    "a yes that is no text": (("attributes", 0), "value", True),
    "a schedule of every day": (("schedules", 0), "freq", "DAILY"),
    "metadata without a role": (("attributes", 0, "metadata", 0), "updated_by", None),
    "a moment without a zone": ((), "last_modified", "2026-03-01T10:00:00"),
    "a list that is one object": ((), "phones", {"number": "1"}),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault):
    rich()
    (sound,) = services()
    path, member, value = PLANTED[fault]
    broken = copy.deepcopy(sound)
    held = first_of(broken, *path)
    held.pop(member)
    if value is not None:
        held[member] = value
    assert (faults("service", sound), len(faults("service", broken))) == ([], 1)


@given(st.uuids(), st.text(max_size=20))
def test_an_id_of_a_part_is_a_uuid_of_version_5(of, name):
    assert part_id(str(of), name) == str(uuid.uuid5(of, name))


@given(st.integers(0, 2**48 - 1), st.sampled_from([SERVICE, ORGANIZATION]))
def test_a_record_is_found_by_its_id_alone(number, kind):
    id = record_id(kind, number)
    assert (number_of(kind, id), number_of(kind, id.upper())) == (number, number)
    assert uuid.UUID(id).version == 5
    assert number_of(LOCATION, id) is None
    assert number_of(kind, id.replace("-", "")) is None
