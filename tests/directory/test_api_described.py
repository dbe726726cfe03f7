"""Description and answer are one: an answer has every member that is described, and no other."""

import copy
import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.utils.translation import override
from jsonschema import Draft202012Validator

from clinics.checklist import CHECKLIST
from clinics.models import Hours
from clinics.vocabulary import Item
from directory.api.openapi import openapi
from tests import make
from tests.directory.seen import seen
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db

CLINICS = "/api/v1/clinics"
FORMATS = Draft202012Validator.FORMAT_CHECKER


def validator(name):
    """What checks an answer against one object of the description."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": openapi()["components"]}
    return Draft202012Validator(schema, format_checker=FORMATS)


@pytest.fixture
def pelican():
    """A clinic that states all there is to state, and a rival that states nothing."""
    make.clinic(slug="bare", latitude=None, longitude=None, source="import", phone="")
    facts = [make.fact(f"number.{number.code}", 1) for number in CHECKLIST.numbers]
    facts.append(make.fact("insurance.medicare", covers=["visits"], prior_authorization=True))
    facts.append(make.fact("staff.psychiatrist", confirmed="register", detail="Two of them."))
    clinic = make.clinic(
        slug="pelican", organization="Tidewater Group", description="By the sea.",
        yes="condition.crps route.at-home", no="access.parking", facts=facts,
        prices={"price.consultation": 200, "price.session": 400},
        hours=[Hours(weekday=0, opens=dt.time(9), closes=dt.time(17, 30))],
    )  # fmt: skip
    ada = make.clinician(clinic, is_on_site=True, supervises=["iv-infusion"])
    for kind in ("licence", "npi", "board-certification", "dea", "acls", "not-excluded"):
        make.credential(clinic, kind, clinician=ada, confirmed_until=30)
    make.credential(clinic, "accreditation", confirmed_until=-3)
    for mark in (5, 4, 3, 5, 4):
        make.review(clinic, overall=mark, answers={"screened": "yes"})
    make.review(clinic, status="withheld", reason="advertising")
    make.report(clinic, "condition.crps")
    make.report(clinic, "price.session")
    return clinic


def answers(client):
    """Each kind of answer, by the name of its object in the description."""
    found = client.get(CLINICS, {"near": "33444", "max_course_price": 9000, "page_size": 1}).json()
    refused = client.get(CLINICS, {"near": "orange county"}).json()
    return {
        "ClinicsFound": found,
        "Clinic": client.get(f"{CLINICS}/pelican").json(),
        "PlacesFound": client.get("/api/v1/places?q=delray").json(),
        "Checklist": client.get("/api/v1/checklist").json(),
        "ClinicsOnMap": client.get(f"{CLINICS}.geojson", {"near": "33444", "page_size": 1}).json(),
        "Problem": refused,
    }


def objects(value, path=()):
    """The paths of the objects in an answer; of a list, those of its first entry."""
    if isinstance(value, list):
        yield from objects(value[0], (*path, 0)) if value else ()
    elif isinstance(value, dict):
        yield path
        for name, part in value.items():
            yield from objects(part, (*path, name))


def at(value, path):
    """The part of an answer at a path."""
    for step in path:
        value = value[step]
    return value


def is_by_code(path):
    """Whether an object has a member for each code that has something to say, and no fixed ones."""
    return path[-1:] in [("facts",), ("coverage",), ("withheld",)] or path[-2:-1] == ("facets",)


def parts(schema):
    """Every object and list in a schema, and the schema itself."""
    yield schema
    for part in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(part, dict | list):
            yield from parts(part)


def test_every_answer_is_as_described(client, pelican):
    for name, answer in answers(client).items():
        validator(name).validate(answer)
    bare = client.get(f"{CLINICS}/bare").json()
    validator("Clinic").validate(bare)
    validator("ClinicsFound").validate(client.get(CLINICS, {"offers": "any"}).json())
    validator("ClinicsOnMap").validate(client.get(f"{CLINICS}.geojson", {"near": "Ohio"}).json())


def test_no_answer_may_have_a_member_more(client, pelican):
    for name, answer in answers(client).items():
        check = validator(name)
        for path in objects(answer):
            more = copy.deepcopy(answer)
            at(more, path)["not_described"] = "x"
            assert not check.is_valid(more), (name, path)


def test_no_answer_may_lack_a_member(client, pelican):
    may_lack = []
    for name, answer in answers(client).items():
        check = validator(name)
        for path in objects(answer):
            for member in [] if is_by_code(path) else at(answer, path):
                less = copy.deepcopy(answer)
                del at(less, path)[member]
                if check.is_valid(less):
                    may_lack.append((name, *path, member))
    # Of a problem's three optional members, a place with several namesakes has these two.
    assert may_lack == [("ClinicsFound", "left_out"), ("ClinicsOnMap", "bbox"),
                        ("Problem", "errors"), ("Problem", "candidates")]  # fmt: skip


def test_every_object_is_closed_and_every_member_explained():
    document = openapi()
    for schema in parts(document):
        is_object = isinstance(schema, dict) and isinstance(schema.get("properties"), dict)
        # GeoJSON's own members `type` and `properties` are described like all others.
        if is_object and not isinstance(schema.get("type"), dict):
            assert schema["additionalProperties"] is False
    for name, schema in document["components"]["schemas"].items():
        unexplained = [key for key, one in schema["properties"].items() if not one["description"]]
        assert (name, unexplained) == (name, [])


def test_the_description_leaves_nothing_to_a_guess():
    written = io.StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=written)
    assert "findClinics" in written.getvalue()


def test_the_description_is_made_once_for_each_language():
    english = openapi()
    assert openapi() is english
    with override("es"):
        spanish = openapi()
        assert spanish is not english
        assert openapi() is spanish
    assert openapi() is english
    with one_more_item("aftercare", Item(bit=190, code="sound-bath", label="Sound bath")):
        assert openapi() is not english
    assert openapi() == english


def test_the_page_for_people_says_all_that_the_description_says(client):
    document = openapi()
    page = client.get("/api/v1/docs").content.decode()
    for text in document["info"]["description"].split("\n\n"):
        assert text.split("`")[0] in page
    for name, schema in document["components"]["schemas"].items():
        assert page.count(f'id="{name}"') == 1
        for member, held in schema["properties"].items():
            assert f"<code>{member}</code>" in page
            assert held["description"].split("`")[0] in page
    assert '<a href="#Fact">Fact</a>' in page
    assert "`" not in page.partition('<section id="programs">')[0]
    assert "`" not in page.rpartition("</pre>")[2]


def test_the_page_for_people_leads_to_all_of_its_parts_and_to_the_other_forms(client):
    page = seen(client.get("/api/v1/docs"))
    here, others = page.one("#here"), page.one("#others")
    assert [a.text for a in here.all("a")] == [
        "What you can count on", "A program to begin with", *openapi()["paths"], "Problems",
    ]  # fmt: skip
    assert all(len(page.all(a["href"])) == 1 for a in here.all("a"))
    assert [a["href"] for a in others.all("a")] == ["/fhir/metadata", "/hsds/", "/data/", "/embed/"]
    assert [client.get(a["href"]).status_code for a in others.all("a")] == [200] * 4
