"""`export_clinics --format hsds`: tables that agree with their description and with each other."""

import csv
import datetime as dt
import io
import json
import zipfile
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from clinics.exchange import export
from clinics.exchange.hsds import zipped
from clinics.exchange.hsds.tables import TABLES, columns
from clinics.models import Clinic
from tests import make
from tests.clinics.hsds.exported import services, write_zip
from tests.clinics.hsds.official import SHARED
from tests.clinics.hsds.rich import rich

pytestmark = pytest.mark.django_db

Tables = dict[str, list[dict]]
READ = {
    "number": float, "date": dt.date.fromisoformat, "time": dt.time.fromisoformat, "string": str,
    "uuid": UUID,
}  # fmt: skip


def tables(path) -> tuple[dict, Tables]:
    """The description of a zip, and the rows of each table."""
    with zipfile.ZipFile(path) as package:
        about = json.loads(package.read("datapackage.json"))
        return about, {
            one["name"]: list(csv.DictReader(io.StringIO(package.read(one["path"]).decode())))
            for one in about["resources"]
        }


def faults(about: dict, rows: Tables) -> list[str]:
    """Where the tables are not what their description says."""
    found = []
    for one in about["resources"]:
        name, schema = one["name"], one["schema"]
        ids = [row["id"] for row in rows[name]]
        found += [f"{name}.id: twice"] * (len(ids) != len(set(ids)))
        for field in schema["fields"]:
            cells = {row[field["name"]] for row in rows[name]}
            found += [f"{name}.{field['name']}: {words}" for words in wrong(field, cells)]
        for key in schema.get("foreignKeys", []):
            known = {row["id"] for row in rows[key["reference"]["resource"]]} | {""}
            lost = {row[key["fields"]] for row in rows[name]} - known
            found += [f"{name}.{key['fields']}: points nowhere"] * bool(lost)
    return found


def wrong(field: dict, cells: set[str]) -> list[str]:
    """What is wrong with the cells of a column."""
    read = READ["uuid" if field.get("format") == "uuid" else field["type"]]
    found = ["blank"] * ("" in cells and field.get("constraints", {}).get("required", False))
    for cell in cells - {""}:
        try:
            read(cell)
        except ValueError:
            found.append(f"“{cell}”")
    return found


@pytest.fixture
def package(tmp_path):
    """The tables of three clinics, two of them of one organization."""
    rich()
    rich(name="Egret", street="2 Main St")
    make.clinic(name="Bare", latitude=None, longitude=None, offers_none=True)
    path = tmp_path / "all.zip"
    write_zip(path)
    return tables(path)


def test_the_tables_are_what_their_description_says(package):
    about, rows = package
    assert faults(about, rows) == []
    assert {name: len(rows[name]) for name in ("organization", "service", "location")} == {
        "organization": 2, "service": 3, "location": 3,
    }  # fmt: skip
    assert about["licenses"][0]["name"] == "CC-BY-4.0"


PLANTED = {
    "an id twice": ("phone", lambda some: some.append(dict(some[0])), "phone.id: twice"),
    "a blank name": ("service", lambda some: some[0].update(name=""), "service.name: blank"),
    "an id that is none": ("url", lambda some: some[0].update(id="x"), "url.id: “x”"),
    "an amount in words": (
        "cost_option", lambda some: some[0].update(amount="free"), "cost_option.amount: “free”",
    ),
    "a day that is none": (
        "metadata", lambda some: some[0].update(last_action_date="2026-02-30"),
        "metadata.last_action_date: “2026-02-30”",
    ),
    "a term that is lost": (
        "taxonomy_term", lambda some: some.clear(), "attribute.taxonomy_term_id: points nowhere",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(package, fault):
    about, rows = package
    table, plant, words = PLANTED[fault]
    plant(rows[table])
    assert words in faults(about, rows)


def test_the_tables_say_what_the_nested_services_say(package):
    _about, rows = package
    nested = services()
    assert [row["id"] for row in rows["service"]] == [one["id"] for one in nested]
    for table, member in (
        ("attribute", "attributes"), ("phone", "phones"), ("language", "languages"),
        ("cost_option", "cost_options"), ("schedule", "schedules"),
    ):  # fmt: skip
        held = [part["id"] for one in nested for part in one.get(member, [])]
        assert set(held) <= {row["id"] for row in rows[table]}
    noes = {row["label"] for row in rows["attribute"] if row["value"] == "no"}
    assert noes == {"Taken at home", "Cigna", "Aetna: prior authorization"}


def test_a_formula_is_guarded(tmp_path):
    make.clinic(name="=cmd|' /C calc'!A0")
    path = tmp_path / "all.zip"
    write_zip(path)
    _about, rows = tables(path)
    assert rows["location"][0]["name"] == "'=cmd|' /C calc'!A0"


@pytest.mark.skipif(not SHARED.exists(), reason="the official files are not here")
def test_our_tables_and_columns_are_those_of_the_official_description():
    about = json.loads((SHARED / "datapackage.json").read_text(encoding="utf-8"))
    theirs = {
        one["name"]: (one["path"], {f["name"] for f in one["schema"]["fields"]})
        for one in about["resources"]
    }
    assert [
        (table, name)
        for table, (path, _columns) in TABLES.items()
        for name in columns(table)
        if theirs[table][0] != path or name not in theirs[table][1]
    ] == []
    required = {
        (one["name"], field["name"])
        for one in about["resources"]
        for field in one["schema"]["fields"]
        if one["name"] in TABLES and field.get("constraints", {}).get("required")
    }
    assert {(t, n) for t, n in required if n not in columns(t)} == set()


@pytest.mark.parametrize("clinics", [1, 3])
def test_eight_queries_whatever_the_number(clinics, tmp_path, django_assert_num_queries):
    for number in range(clinics):
        rich(name=f"{number}", street=f"{number} Main St")
    with django_assert_num_queries(8):
        zipped.write_zip(export.streamed(Clinic.objects.published()), tmp_path / "all.zip")


def test_a_zip_is_not_printed_and_is_put_in_place_when_it_is_whole(tmp_path):
    rich()
    with pytest.raises(CommandError, match="name it with --output"):
        call_command("export_clinics", "--format", "hsds", stderr=io.StringIO())
    path = tmp_path / "all.zip"
    path.write_text("former", encoding="utf-8")
    write_zip(path)
    assert zipfile.is_zipfile(path)
    assert [one.name for one in tmp_path.iterdir()] == ["all.zip"]


def test_a_filter_chooses_clinics(tmp_path):
    rich(name="Delray")
    rich(name="Austin", town="austin", street="2 Main St")
    path = tmp_path / "all.zip"
    call_command("export_clinics", "--format", "hsds", "--output", str(path), "--filter",
                 "near=33444", stderr=io.StringIO())  # fmt: skip
    assert [row["name"] for row in tables(path)[1]["location"]] == ["Delray"]
