"""What a program gets of people: each credential with its checks, unknown as null, never as no."""

import pytest
import schemathesis
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests import make
from tests.directory.test_api_schema import PLAIN, application

pytestmark = pytest.mark.django_db

PATH = "/api/v1/clinics/pelican"


def detail(client):
    """The clinic as JSON."""
    return client.get(PATH).json()


@pytest.fixture
def clinic():
    """A clinic that gives infusions, with a rival beside it."""
    rival = make.clinic(slug="rival")
    make.credential(rival, "licence", clinician=make.clinician(rival, given_name="Riva"))
    return make.clinic(slug="pelican", yes="route.iv-infusion", no="route.lozenge")


def test_a_person_with_every_credential_and_check(client, clinic):
    ada = make.clinician(clinic, is_on_site=True, supervises=["iv-infusion"])
    licence = make.credential(clinic, "licence", clinician=ada, expires_on=make.days_ago(-90))
    licence.current = make.check(
        licence, "confirmed", days=9, valid_until=make.days_ago(-60), source="Board of Medicine",
        source_url="https://board.example/1",
    )  # fmt: skip
    licence.save()
    make.check(licence, "differs", days=2)
    make.check(licence, "agrees", method="register", days=1, source="NPPES",
               register_as_of=make.days_ago(4))  # fmt: skip
    make.credential(clinic, "acls", clinician=ada, number="CARD-1", confirmed_until=-1)
    make.credential(clinic, "rems")
    make.credential(clinic, "accreditation", standing="claimed")
    said = detail(client)
    day = make.days_ago
    assert said["people"] == [
        {
            "name": "Ada Marsh", "profession": "psychiatrist", "role": "prescribes",
            "on_site": True, "supervises": ["iv-infusion"],
            "credentials": [
                {
                    "kind": "licence", "state": "FL", "number": "ME 12345", "name": None,
                    "expires_on": str(day(-90)), "stated_on": str(day(10)),
                    "status": "confirmed",
                    "checks": [
                        {"method": "register", "outcome": "agrees", "source": "NPPES",
                         "basis": None,
                         "source_url": None, "date": str(day(1)), "valid_until": None,
                         "register_as_of": str(day(4))},
                        {"method": "board", "outcome": "confirmed",
                         "source": "Board of Medicine", "basis": None,
                         "source_url": "https://board.example/1",
                         "date": str(day(9)), "valid_until": str(day(-60)),
                         "register_as_of": None},
                    ],
                },
                {
                    "kind": "acls", "state": None, "number": None, "name": None,
                    "expires_on": None, "stated_on": str(day(10)), "status": "overdue",
                    "checks": [
                        {"method": "document", "outcome": "confirmed", "source": "a source",
                         "basis": None,
                         "source_url": None, "date": str(day(5)), "valid_until": str(day(1)),
                         "register_as_of": None},
                    ],
                },
                {
                    "kind": "not-excluded", "state": None, "number": None, "name": None,
                    "expires_on": None, "stated_on": str(day(10)), "status": "unchecked",
                    "checks": [],
                },
            ],
        }
    ]  # fmt: skip
    assert [(one["kind"], one["status"]) for one in said["credentials"]] == [("rems", "stated")]
    assert said["routes_need"] == [
        {"route": "iv-infusion", "need": "physician-or-crna", "state": "met",
         "by": [{"person": "Ada Marsh", "kind": "licence"}]},
        {"route": "iv-infusion", "need": "acls", "state": "overdue",
         "by": [{"person": "Ada Marsh", "kind": "acls"}]},
    ]  # fmt: skip


def test_what_waits_shows_nothing_and_what_was_decided_shows_at_once(client, clinic):
    ada = make.clinician(clinic)
    make.credential(clinic, "licence", clinician=ada)
    listed = make.credential(clinic, "not-excluded", clinician=ada)
    make.check(listed, "possible")
    found = detail(client)["people"][0]
    assert found["on_site"] is None
    assert (found["credentials"][1]["status"], found["credentials"][1]["checks"]) == (
        "unchecked", [],
    )  # fmt: skip
    listed.current = make.check(listed, "excluded", by=make.moderator())
    listed.save()
    excluded = detail(client)["people"][0]["credentials"][1]
    assert excluded["status"] == "excluded"
    assert [check["outcome"] for check in excluded["checks"]] == ["excluded"]


def test_a_clinic_that_names_nobody_has_none_and_needs_that_are_not_stated(client, clinic):
    said = detail(client)
    assert (said["people"], said["credentials"]) == ([], [])
    assert {(need["state"], len(need["by"])) for need in said["routes_need"]} == {("unstated", 0)}


def test_the_answer_is_as_described(client, clinic):
    ada = make.clinician(clinic, supervises=["iv-infusion"])
    for kind in ("licence", "npi", "board-certification", "dea", "not-excluded"):
        make.credential(clinic, kind, clinician=ada, confirmed_until=30)
    make.credential(clinic, "accreditation", confirmed_until=-3)
    api = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    case = api["/api/v1/clinics/{slug}"]["GET"].Case(path_parameters={"slug": "pelican"})
    answer = case.call(headers=PLAIN)
    assert len(answer.json()["people"][0]["credentials"]) == 5
    case.validate_response(answer, checks=(response_schema_conformance,))
    page = client.get("/api/v1/docs").content.decode()
    assert "<code>on_site</code>" in page
    assert "met | overdue | stated | unstated" in page
