"""Other lists: SAMHSA's locator, FindTreatment's listing, and any CSV through a map."""

import csv
import json

import pytest
from django.core.management import CommandError

from clinics.checklist import CHECKLIST
from clinics.exchange.services import NOT_THE_SAME, SERVICES, items_by_code, known_codes
from clinics.models import Clinic, Fact
from tests.clinics.listfile import counts, rejected, run, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

FACILITY = {
    "name1": "Harbor Institute", "name2": "Mood Unit", "street1": "60 Westwood Avenue",
    "street2": "Suite 220", "city": "Waterbury", "state": "CT", "zip": "6708", "zip4": "NA",
    "county": "New Haven", "phone": "203-555-0101", "intake_prompt": "Intakes",
    "intake1": "203-555-0102 x301", "intake2": "", "website": "http://", "latitude": "41.5613",
    "longitude": "-73.0638", "type_facility": "MH",
}  # fmt: skip


def locator(folder, *rows, name="locator.csv"):
    """A locator file with its unnamed first column."""
    numbered = [{"": str(n), **row} for n, row in enumerate(rows, 1)]
    return write(folder, *numbered, name=name)


def facts() -> list[tuple[str, bool | None]]:
    """Every answer, by code."""
    return sorted(Fact.objects.values_list("code", "value"))


def test_a_facility_of_the_locator(tmp_path):
    path = locator(tmp_path, FACILITY)
    assert counts(path, kind="samhsa") == (1, 0, 0, 0)
    clinic = Clinic.objects.select_related("organization").get()
    fields = (clinic.name, clinic.organization.name, clinic.postal_code, clinic.county,
              clinic.phone, clinic.website, clinic.is_approximate)  # fmt: skip
    assert fields == (
        "Harbor Institute, Mood Unit", "Harbor Institute", "06708", "New Haven",
        "+1 203-555-0101", "", False,
    )  # fmt: skip
    assert facts() == []
    assert run(path, kind="samhsa")[1:] == [
        "Columns not imported: (row number), zip4, intake_prompt.",
        "intake1 and intake2 are used only where phone is blank, type_facility only for ids.",
    ]


def test_where_there_is_no_telephone_the_intake_number_is_taken(tmp_path):
    for phone in ("", "N/A", "call us"):
        counts(locator(tmp_path, {**FACILITY, "phone": phone}), kind="samhsa")
        assert Clinic.objects.get().phone == "+1 203-555-0102 ext. 301"


def test_facilities_at_one_address_are_neither_lost_nor_merged(tmp_path):
    rows = [
        FACILITY,
        {**FACILITY, "name2": "Pain Unit"},
        {**FACILITY, "type_facility": "SU"},
        {**FACILITY, "county": "Fairfield"},
        FACILITY,
        {**FACILITY, "phone": "12"},
        {**FACILITY, "phone": "12"},
    ]
    path = locator(tmp_path, *rows)
    assert counts(path, kind="samhsa") == (5, 0, 2, 0)
    ids = list(Clinic.objects.order_by("pk").values_list("external_id", flat=True))
    assert len(set(ids)) == 5
    assert ids[3:] == [f"{ids[0]}#2", f"{ids[0]}#3"]
    said = run(path, kind="samhsa")
    assert said[0] == "7 rows read: 0 created, 0 updated, 7 unchanged, 0 rejected."
    assert "2 rows repeat an earlier row word for word; counted as unchanged." in said


def test_an_id_outlives_spelling_telephone_and_services(tmp_path):
    counts(locator(tmp_path, FACILITY), kind="samhsa")
    respelled = FACILITY | {"name1": "HARBOR INSTITUTE.", "zip": "06708", "phone": "203-555-0199"}
    assert counts(locator(tmp_path, respelled), kind="samhsa") == (0, 1, 0, 0)
    assert Clinic.objects.get().name == "HARBOR INSTITUTE., Mood Unit"


def test_service_codes_answer_yes_or_nothing(tmp_path):
    codes = {"mc": "1", "md": "", "sf": "1", "ss": "", "kit": "1", "ptsd": "1", "si": "1",
             "chld": "", "ad": "1", "sp": "", "sp-spanish": "1", "f30-german": ""}  # fmt: skip
    path = locator(tmp_path, FACILITY | codes)
    said = run(path, kind="samhsa")
    assert facts() == [
        ("access.adolescents", True), ("insurance.medicare", True), ("language.es", True),
        ("payment.self-pay", True), ("route.iv-infusion", True),
    ]  # fmt: skip
    assert "Service codes that answer nothing on the checklist: ptsd, si." in said
    assert counts(locator(tmp_path, FACILITY | {**codes, "mc": ""}), kind="samhsa") == (0, 1, 0, 0)
    assert "insurance.medicare" not in dict(facts())


def test_a_service_that_is_neither_one_nor_blank_is_rejected(tmp_path):
    path = locator(tmp_path, {**FACILITY, "mc": "1"}, {**FACILITY, "name1": "B", "mc": "0"})
    assert counts(path, kind="samhsa") == (1, 0, 0, 1)
    assert rejected(path) == [("3", "mc: “0” is neither 1 nor blank")]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ("name1,street1,city,state,zip,mcc", "Unknown column “mcc”; did you mean “mc”?"),
        (
            "name1,name2,city,state,zip",
            "is not a file of SAMHSA's locator: it has no column “street1”.",
        ),
    ],
)
def test_a_file_that_is_not_the_locators_is_refused(tmp_path, columns, words):
    path = tmp_path / "locator.csv"
    path.write_text(f"{columns}\n", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        run(path, kind="samhsa")
    assert str(refused.value).removeprefix(f"{path} ") == words


def test_every_service_means_an_item_and_is_told_from_its_like():
    assert [s.item for s in SERVICES if CHECKLIST.get(s.item) is None] == []
    assert items_by_code().keys() - known_codes().keys() == set()
    assert NOT_THE_SAME.keys() - known_codes().keys() == set()
    assert NOT_THE_SAME.keys() & items_by_code().keys() == set()


def listing(folder, *rows, text=None):
    """A listing of these rows."""
    path = folder / "listing.json"
    whole = {"page": 1, "totalPages": 1, "recordCount": len(rows), "rows": rows}
    path.write_text(json.dumps(whole, indent=1) if text is None else text, encoding="utf-8")
    return path


PAGE = {
    "_irow": 1, "frid": "f1", "name1": "Harbor Institute", "name2": "", "street1": "1 Main St",
    "street2": "", "city": "Waterbury", "state": "CT", "zip": "06708", "phone": None,
    "typeFacility": "MH", "intake1": "203-555-0102", "hotline1": None, "website": "zoe.example",
    "latitude": "41.5613", "longitude": "-73.0638", "miles": 0.2,
    "services": [
        {"f1": "Payment", "f2": "PAY", "f3": "Medicaid; Cash or self-payment;  Barter"},
        {"f1": "Payment", "f2": "PAY", "f3": "Military insurance (e.g., TRICARE)"},
        {"f1": "Age", "f2": "AGE", "f3": "Adults; Children/adolescents"},
    ],
}  # fmt: skip


def test_a_facility_of_the_listing(tmp_path):
    path = listing(tmp_path, PAGE, {**PAGE, "frid": "f2", "services": []})
    said = run(path, kind="findtreatment")
    assert said[0] == "2 rows read: 2 created, 0 updated, 0 unchanged, 0 rejected."
    assert said[2:] == [
        "Keys not imported: _irow, typeFacility, hotline1, miles.",
        "Services that answer nothing on the checklist: Adults (1).",
        "Services with an unknown name: Barter (1).",
        "Possible duplicates, for the desk to decide: 1.",
    ]
    first = Clinic.objects.get(external_id="f1")
    assert (first.name, first.organization, first.phone) == (
        "Harbor Institute", None, "+1 203-555-0102",
    )  # fmt: skip
    assert facts() == [
        ("access.adolescents", True), ("insurance.medicaid", True),
        ("insurance.tricare", True), ("payment.self-pay", True),
    ]  # fmt: skip
    assert counts(path, kind="findtreatment") == (0, 0, 2, 0)


def test_bad_rows_of_the_listing_are_rejected_one_by_one(tmp_path):
    rows = [PAGE, PAGE, {**PAGE, "frid": ""}, "text", {**PAGE, "frid": "f5", "services": [1]},
            {**PAGE, "frid": "f6", "latitude": 41.5, "longitude": -73}]  # fmt: skip
    path = listing(tmp_path, *rows)
    assert counts(path, kind="findtreatment") == (2, 0, 0, 4)
    assert rejected(path) == [
        ("2", "external_id “f1” is already on line 1"), ("3", "external_id is missing"),
        ("4", "the row is not a JSON object"), ("5", "services: one of them is not {f1, f2, f3}"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "is not FindTreatment's JSON: no “rows” near its beginning."),
        ("name,city\n1,2\n", "is not FindTreatment's JSON: no “rows” near its beginning."),
        ('{"rows": [{"frid": "f1"}', "is not FindTreatment's JSON: it ends too early."),
        ('{"rows": [{"frid": "f1"} {}]}', "is not FindTreatment's JSON: a comma is missing between "
         "rows."),
        ('{"rows": [{"frid": nonsense}]}', "is not FindTreatment's JSON: Expecting value."),
        ('{"rows": []', "is not FindTreatment's JSON: Expecting ',' delimiter."),
        ('{"rows": [{"fried": "f1"}]}', "unknown key “fried” in a row."),
    ],
)  # fmt: skip
def test_a_file_that_is_not_the_listings_is_refused(tmp_path, text, words):
    path = listing(tmp_path, text=text)
    with pytest.raises(CommandError) as refused:
        run(path, kind="findtreatment")
    assert str(refused.value).removeprefix(f"{path} ").removeprefix(f"{path}: ") == words
    assert not Clinic.objects.exists()


def test_a_listing_of_many_blocks_is_read_to_its_end(tmp_path):
    rows = [{**PAGE, "frid": f"f{n}", "name1": f"Clinic {n} " + "é" * 80} for n in range(300)]
    assert counts(listing(tmp_path, *rows), kind="findtreatment") == (300, 0, 0, 0)


THEIRS = {"License": "L1", "Facility": "Harbor", "Town": "Waterbury", "Beds": "12"}
MAP = 'drop = ["beds"]\n[columns]\nlicense = "external_id"\nFacility = "name"\nTown = "city"\n'


def mapped(folder, text, name="map.toml"):
    """The option that names a map of this text."""
    (folder / name).write_text(text, encoding="utf-8")
    return "--map", str(folder / name)


def test_another_lists_columns_are_read_through_a_map(tmp_path):
    path = write(tmp_path, THEIRS, {**THEIRS, "License": "L2"})
    options = mapped(tmp_path, MAP + '[constants]\nstate = "CT"\n"payment.self-pay" = "yes"\n')
    said = run(path, *options)
    assert said[0] == "2 rows read: 2 created, 0 updated, 0 unchanged, 0 rejected."
    assert "Columns not imported, as the map says: beds." in said
    clinic = Clinic.objects.get(external_id="L1")
    assert (clinic.name, clinic.city, clinic.state) == ("Harbor", "Waterbury", "CT")
    assert facts() == [("payment.self-pay", True)] * 2
    assert counts(path, *options) == (0, 0, 2, 0)


def test_a_map_may_be_json(tmp_path):
    text = {"columns": {"License": "external_id", "Facility": "name"}, "drop": ["Town", "Beds"]}
    options = mapped(tmp_path, json.dumps(text), "map.json")
    assert counts(write(tmp_path, THEIRS), *options) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (MAP.replace("beds", "bed"), "Unknown column “beds”; did you mean “bed”?"),
        (
            MAP.replace('"beds"', '"beds", "rooms"'),
            "drops “rooms”, a column that the file does not have.",
        ),
        (MAP + 'Zip = "postal_code"\n', "The column “zip” is missing."),
        (MAP.replace('"city"', '"town"'), "Unknown column “town”."),
        (MAP.replace('"city"', '"name"'), "The column “name” is there twice."),
        (MAP.replace('"name"', '"street"'), "The column “name” is missing."),
        (MAP + "[constants]\nname = 'X'\n", "The column “name” is there twice."),
        (MAP + "[constant]\n", "contains “constant”; a map has columns, constants and drop."),
        ("drop = [", "is not a map: Invalid value (at end of document)"),
        ("drop = [1]", "columns and constants need names with texts, drop needs a list of names."),
    ],
)
def test_a_map_that_does_not_fit_the_file_is_refused(tmp_path, text, words):
    path = write(tmp_path, THEIRS)
    options = mapped(tmp_path, text)
    with pytest.raises(CommandError) as refused:
        run(path, *options)
    said = str(refused.value)
    assert said.removeprefix(f"{options[1]} ").removeprefix(f"{options[1]}: ") == words


def test_a_map_is_for_csv_alone(tmp_path):
    with pytest.raises(CommandError, match=r"A map is for --format csv only\."):
        run(locator(tmp_path, FACILITY), *mapped(tmp_path, MAP), kind="samhsa")


def test_the_shipped_map_names_our_columns(tmp_path):
    columns = ("license_number,facility_name,legal_entity,address_line1,address_line2,"
               "additional_locations,city,state,zip,county,county_code,phone,setting_code,"
               "offers_detox,is_licensed,is_certified,license_expiration,license_expired,"
               "treatment_capacity,total_capacity,target_population_code,target_population,"
               "incidental_medical_services,adolescent_waiver,latitude,longitude")  # fmt: skip
    path = tmp_path / "dhcs.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(columns.split(","))
    assert counts(path, "--map", "docs/maps/ca_dhcs.toml") == (0, 0, 0, 0)
