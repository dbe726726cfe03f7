"""`import_clinics --format hsds`: what others publish, and files that are none."""

import copy
import json
import zipfile

import pytest
from django.core.management import CommandError

from clinics.exchange.hsds import json_values, unzipped
from clinics.models import Clinic, SourceRecord
from tests.clinics.hsds.exported import services, write_zip
from tests.clinics.hsds.official import SHARED
from tests.clinics.hsds.rich import rich
from tests.clinics.listfile import counts, rejected, run
from tests.clinics.test_export import empty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

FOREIGN = {
    "id": "11111111-1111-4111-8111-111111111111",
    "name": "Infusions",
    "status": "active",
    "description": "We treat pain.",
    "url": "heron.example",
    "email": "desk@heron.example",
    "organization": {"id": "o", "name": "Heron Care", "description": "A clinic."},
    "phones": [
        {"id": "f", "number": "561-555-0198", "type": "fax"},
        {"id": "p", "number": "561-555-0100", "extension": 301, "type": "voice"},
    ],
    "languages": [{"id": "l", "code": "spa"}, {"id": "m", "code": "zh"}, {"id": "n", "code": "en"}],
    "schedules": [
        {"id": "s", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00-05:00",
         "closes_at": "17:00-05:00"},
        {"id": "t", "description": "By appointment."},
        {"id": "u", "freq": "WEEKLY", "byday": "SU", "opens_at": "09:00", "closes_at": "10:00",
         "valid_to": "2020-01-01"},
    ],
    "attributes": [{"id": "a", "taxonomy_term": {"id": "x", "name": "Ketamine"}, "value": "yes"}],
    "cost_options": [{"id": "c", "option": "Session", "amount": 400, "currency": "USD"}],
    "contacts": [{"id": "k", "name": "Ada Person"}],
    "service_at_locations": [
        {
            "id": "22222222-2222-4222-8222-222222222222",
            "location": {
                "id": "33333333-3333-4333-8333-333333333333",
                "location_type": "physical",
                "name": "Main office",
                "latitude": 26.4615,
                "longitude": -80.0728,
                "accessibility": [{"id": "y", "description": "Ramp"}],
                "addresses": [
                    {"id": "q", "address_1": "PO Box 1", "city": "Miami", "address_type": "postal",
                     "state_province": "FL", "postal_code": "33101", "country": "US"},
                    {"id": "z", "address_1": "1 Main St", "city": "Delray Beach",
                     "state_province": "Florida", "postal_code": "33444", "country": "US",
                     "address_type": "physical"},
                ],
            },
        }
    ],
}  # fmt: skip


def written(folder, value, name: str = "list.json"):
    """A file of that value; a list of texts are lines."""
    path = folder / name
    text = value if isinstance(value, str) else json.dumps(value)
    path.write_text(text, encoding="utf-8")
    return path


def take(path, *options: str) -> list[str]:
    """What the import prints."""
    return run(path, "--publish", *options, kind="hsds", source="Neighbors")


def changed(**members) -> dict:
    """The foreign service with other members; None leaves one out."""
    whole = copy.deepcopy(FOREIGN) | members
    return {name: value for name, value in whole.items() if value is not None}


def test_a_foreign_service_is_read_and_nothing_is_guessed(tmp_path):
    said = take(written(tmp_path, FOREIGN))
    assert said[0] == "1 rows read: 1 created, 0 updated, 0 unchanged, 0 rejected."
    assert said[-1] == (
        "Not imported: attributes with terms of other taxonomies (1); cost options without a term "
        "of ours (1); descriptions of accessibility (1); contacts, who are persons (1)."
    )
    clinic = Clinic.objects.with_answers().get()
    assert (clinic.name, clinic.organization.name) == ("Heron Care", "Heron Care")
    assert (clinic.street, clinic.city, clinic.state, clinic.postal_code) == (
        "1 Main St", "Delray Beach", "FL", "33444",
    )  # fmt: skip
    assert (clinic.phone, clinic.website, clinic.email) == (
        "+1 561-555-0100 ext. 301", "http://heron.example", "desk@heron.example",
    )  # fmt: skip
    assert [(f.code, f.value, f.source, f.source_name) for f in clinic.facts.all()] == [
        ("language.es", True, "import", "Neighbors")
    ]
    assert list(clinic.prices.all()) == []
    assert [str(h) for h in clinic.hours.all()] == ["0 09:00–17:00", "1 09:00–17:00"]
    assert clinic.external_id == f"{FOREIGN['id']}/33333333-3333-4333-8333-333333333333"


def as_page(services: list[dict]) -> dict:
    return {"total_items": 2, "first_page": True, "note": None, "contents": services, "size": 2}


TWO = [changed(), changed(id="44444444-4444-4444-8444-444444444444", name="Other")]
SHAPES = {
    "a list": json.dumps(TWO),
    "a list over many lines": json.dumps(TWO, indent=2),
    "a page": json.dumps(as_page(TWO)),
    "a page over many lines": json.dumps(as_page(TWO), indent=1),
    "one a line": "\n".join(map(json.dumps, TWO)) + "\n",
    "one a line, each of them long": "\n".join(
        json.dumps(one | {"alert": "x" * 100_000}) for one in TWO
    ),
    "one a line, with blank lines": "\n\n".join(map(json.dumps, TWO)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_json_is_read_and_a_second_time_changes_nothing(tmp_path, shape):
    path = written(tmp_path, SHAPES[shape])
    assert counts(path, kind="hsds") == (2, 0, 0, 0)
    assert counts(path, kind="hsds") == (0, 0, 2, 0)


def test_one_object_is_a_file_too(tmp_path):
    assert counts(written(tmp_path, json.dumps(FOREIGN, indent=3)), kind="hsds") == (1, 0, 0, 0)
    assert counts(written(tmp_path, json.dumps(FOREIGN)), kind="hsds") == (0, 0, 1, 0)


def test_a_service_at_two_locations_is_two_clinics(tmp_path):
    first = FOREIGN["service_at_locations"][0]
    second = copy.deepcopy(first)
    second["location"] |= {"id": "elsewhere", "name": "Branch"}
    two = changed(service_at_locations=[first, second])
    assert counts(written(tmp_path, two), kind="hsds") == (2, 0, 0, 0)
    assert [(c.name, c.external_id) for c in Clinic.objects.order_by("pk")] == [
        ("Heron Care, Main office", f"{FOREIGN['id']}/{first['location']['id']}"),
        ("Heron Care, Branch", f"{FOREIGN['id']}/elsewhere"),
    ]
    assert counts(written(tmp_path, two), kind="hsds") == (0, 0, 2, 0)


BAD = {
    "no id": (changed(id=None), "id is missing, or this is not a service"),
    "defunct": (changed(status="defunct"), "status: “defunct”: the service is not offered"),
    "inactive": (changed(status="Inactive"), "status: “inactive”: the service is not offered"),
    "no object": ("a text", "it is not a JSON object"),
    "a name that is a list": (changed(organization={"name": ["x"]}), "name: “['x']” is not a text"),
    "phones that are a text": (changed(phones="561-555-0100"), "phones: is not a list of objects"),
    "an organization that is a list": (changed(organization=[1]), "organization: is not an object"),
    "an id that is too long": (
        changed(id="x" * 121), "external_id: 158 characters; at most 120 fit",
    ),
    "a place on no map": (
        changed(service_at_locations=[{"location": {"id": "1", "latitude": 100, "longitude": 1}}]),
        "latitude: “100” is not between -90 and 90",
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", BAD)
def test_a_bad_service_is_rejected_in_words_and_stops_no_other(tmp_path, why):
    value, reason = BAD[why]
    path = written(tmp_path, [value, changed(id="55555555-5555-4555-8555-555555555555")])
    assert counts(path, kind="hsds") == (1, 0, 0, 1)
    assert rejected(path) == [("1", reason)]


def test_a_line_that_is_no_json_stops_no_other(tmp_path):
    deep = '{"id": ' + "[" * 100_000 + "]" * 100_000 + "}"
    lines = [json.dumps(FOREIGN), '{"id": ', '{"id": NaN}', deep]
    path = written(tmp_path, "\n".join(lines))
    assert counts(path, kind="hsds") == (1, 0, 0, 3)
    assert rejected(path) == [
        ("2", "the line is not JSON: Expecting value"),
        ("3", "the line is not JSON: NaN is no JSON"),
        ("4", "it is nested too deeply"),
    ]


DEEP = "[" * 100_000
REFUSED = {
    "nested without end": (DEEP, "is not HSDS: it is nested too deeply."),
    "a page that is": ('{"contents": ' + DEEP, "is not HSDS: it is nested too deeply."),
    "broken off": (json.dumps(TWO)[:-20], "is not HSDS’s JSON: Unterminated string"),
    "no comma": ('[{"id": 1} {"id": 2}]', "is not HSDS’s JSON: a comma is missing"),
    "organizations": (json.dumps([{"id": "o", "name": "x"}]), "has no service of HSDS"),
    "a GeoJSON": (json.dumps({"type": "FeatureCollection"}), "has no service of HSDS"),
    "no JSON": ("hello", "is not HSDS’s JSON"),
    "nothing": ("", "is empty."),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_file_that_is_no_hsds_is_refused_in_one_line(tmp_path, why):
    text, reason = REFUSED[why]
    with pytest.raises(CommandError) as refused:
        take(written(tmp_path, text))
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)
    assert Clinic.objects.count() == 0


def test_an_object_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(json_values, "LONGEST", 100_000)
    path = written(tmp_path, '[{"id": "' + "x" * 300_000 + '"}]')
    with pytest.raises(CommandError, match="an object has more than"):
        take(path)


def zipped(folder, files: dict[str, str]):
    """A zip of those texts."""
    path = folder / "list.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return path


SERVICES = "id,name,status\ns1,Infusions,active\n"
TRAPS = {
    "a bomb": ({"services.csv": SERVICES, "bomb.csv": "0" * (40 << 20)}, "is a trap"),
    "too many files": (
        {"services.csv": SERVICES} | {f"{n}.csv": "" for n in range(unzipped.MOST_FILES)},
        "more in it than any list",
    ),
    "no services": ({"organizations.csv": "id\n1\n"}, "no services.csv"),
    "a description of nothing": (
        {"services.csv": SERVICES, "datapackage.json": "[" * 100_000}, "describes no tables",
    ),
    "another encoding": ({"services.csv": SERVICES}, "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_a_zip_that_is_a_trap_is_refused_in_one_line(tmp_path, trap):
    files, reason = TRAPS[trap]
    path = zipped(tmp_path, files)
    if trap == "another encoding":
        path = zipped(tmp_path, {"services.csv": b"id,name,status\n1,Caf\xe9,active\n"})
    with pytest.raises(CommandError) as refused:
        take(path)
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)
    assert Clinic.objects.count() == 0


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path):
    path = zipped(tmp_path, {"services.csv": SERVICES * 1000})
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (40).to_bytes(4, "little")
    path.write_bytes(raw)
    with pytest.raises(CommandError, match="read"):
        take(path)


def test_a_damaged_zip_is_refused_in_one_line(tmp_path):
    path = zipped(tmp_path, {"services.csv": "".join(f"{n},x,active\n" for n in range(5000))})
    raw = path.read_bytes()
    for damaged in (raw[:200] + b"\xff" * 40 + raw[240:], raw[: len(raw) // 2]):
        path.write_bytes(damaged)
        with pytest.raises(CommandError) as refused:
            take(path)
        assert "\n" not in str(refused.value)
    assert Clinic.objects.count() == 0


def test_tables_under_other_names_are_found_by_their_description(tmp_path):
    about = {"resources": [{"name": "service", "path": "data/dienste.csv"}]}
    path = zipped(tmp_path, {
        "hsds/datapackage.json": json.dumps(about),
        "hsds/data/dienste.csv": "id,name,status,organization_id\ns1,Infusions,active,o1\n",
        "hsds/organizations.csv": "id,name\no1,Heron Care\n",
    })  # fmt: skip
    assert counts(path, kind="hsds") == (1, 0, 0, 0)
    assert [c.name for c in Clinic.objects.all()] == ["Heron Care"]


def test_our_export_into_the_same_site_makes_no_clinic_twice(tmp_path):
    rich()
    path = tmp_path / "all.zip"
    write_zip(path)
    assert counts(path, "--publish", kind="hsds", source="Restore") == (0, 0, 1, 0)


def test_the_export_of_another_directory_is_a_list_with_its_own_keys(tmp_path, settings):
    settings.SITE_URL = "https://other.example"
    rich()
    (theirs,) = services()
    settings.SITE_URL = ""
    empty()
    path = written(tmp_path, [theirs])
    assert counts(path, "--publish", kind="hsds", source="Other") == (1, 0, 0, 0)
    clinic = Clinic.objects.with_answers().get()
    place = theirs["service_at_locations"][0]["location"]["id"]
    assert (clinic.listed_by, clinic.external_id) == ("Other", f"{theirs['id']}/{place}")
    assert (clinic.name, clinic.organization.name) == ("Heron", "Umbrella")
    facts = {f.code: f for f in clinic.facts.all()}
    said = {code: f.answer for code, f in facts.items()}
    assert said == {
        "route.iv-infusion": True, "access.wheelchair": True, "language.es": True,
        "accreditation.aaahc": True, "route.at-home": False, "insurance.cigna": False,
        "safety.acls-on-site": True, "insurance.aetna": True, "number.session_minutes": 45,
        "payment.publishes-prices": True,
    }  # fmt: skip
    # Their word for who said so is hearsay here.
    assert {(f.source, f.source_name, f.confirmed_by) for f in facts.values()} == {
        ("import", "Other", "")
    }
    assert facts["safety.acls-on-site"].detail == "Until May"
    assert (facts["insurance.aetna"].covers, facts["insurance.aetna"].prior_authorization) == (
        ["visits"], False,
    )  # fmt: skip
    assert [(p.code, str(p.amount), p.required_for_course) for p in clinic.prices.all()] == [
        ("price.session", "450.50", True), ("price.session.iv-infusion", "500.00", False),
    ]  # fmt: skip
    assert SourceRecord.objects.get().source == "Other"
    assert counts(path, "--publish", kind="hsds", source="Other") == (0, 0, 1, 0)
    withdrawn = copy.deepcopy(theirs)
    withdrawn["attributes"] = [
        one for one in theirs["attributes"] if one["label"] != "Wheelchair accessible"
    ]
    path = written(tmp_path, [withdrawn])
    assert counts(path, "--publish", kind="hsds", source="Other") == (0, 1, 0, 0)
    assert "access.wheelchair" not in {f.code for f in Clinic.objects.get().facts.all()}


def test_an_answer_that_is_given_twice_is_rejected(tmp_path):
    rich()
    (ours,) = services()
    one = next(a for a in ours["attributes"] if a["label"] == "Wheelchair accessible")
    ours["attributes"].append(one | {"id": "other", "value": "no"})
    path = written(tmp_path, [ours])
    assert counts(path, kind="hsds") == (0, 0, 0, 1)
    reason = "access.wheelchair: is answered twice, by “yes” and another word"
    assert rejected(path) == [("1", reason)]


def test_a_word_that_is_neither_yes_nor_no_is_rejected(tmp_path):
    rich()
    (ours,) = services()
    one = next(a for a in ours["attributes"] if a["label"] == "Wheelchair accessible")
    one["value"] = "unknown"
    path = written(tmp_path, [ours])
    assert counts(path, kind="hsds") == (0, 0, 0, 1)
    assert rejected(path)[0][1].startswith("access.wheelchair: “unknown” is neither yes nor no")


HOURS = [
    ({"freq": "MONTHLY", "byday": "2MO"}, []),
    ({"byday": "MO", "interval": 2}, []),
    ({"byday": "MO", "until": "2030-01-01"}, []),
    ({"byday": "MO", "opens_at": "09:00Z"}, []),
    ({"byday": ""}, []),
    ({"byday": "MO"}, ["0 09:00–17:00"]),
    ({"byday": "su,sa", "opens_at": "09:00:00"}, ["5 09:00–17:00", "6 09:00–17:00"]),
]


@pytest.mark.parametrize(("rule", "hours"), HOURS)
def test_only_the_hours_of_every_week_are_hours(tmp_path, rule, hours):
    row = {"id": "s", "freq": "WEEKLY", "opens_at": "09:00", "closes_at": "17:00"} | rule
    said = take(written(tmp_path, changed(schedules=[row])))
    assert [str(h) for h in Clinic.objects.get().hours.all()] == hours
    words = "1 cells of opening hours could not be read and were left out."
    assert (words in said) == (not hours)


def test_a_complete_file_marks_what_is_gone(tmp_path):
    assert counts(written(tmp_path, TWO), "--complete", kind="hsds") == (2, 0, 0, 0)
    path = written(tmp_path, TWO[:1])
    said = run(path, "--complete", "--shrink", kind="hsds")
    assert "1 rows of A list are not in this file: 1 for the first time, 0 again." in said


@pytest.mark.skipif(not SHARED.exists(), reason="the official files are not here")
def test_the_official_example_is_told_what_is_wrong_with_it(tmp_path):
    path = written(tmp_path, (SHARED / "examples/service_full.json").read_text(encoding="utf-8"))
    assert counts(path, kind="hsds") == (0, 0, 0, 1)
    assert rejected(path) == [("1", "latitude: “100” is not between -90 and 90")]
