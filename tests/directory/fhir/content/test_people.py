"""Practitioners and PractitionerRoles: who is public, and what of them is confirmed and current."""

import pytest

from clinics.models import Clinic
from directory.fhir.content import practitioner_roles, practitioners
from tests import make
from tests.directory.fhir.content.seen import (
    BASE,
    coded,
    hl7,
    net,
    practitioner,
    profile,
    rich,
    role,
)

pytestmark = pytest.mark.django_db
NUCC = "http://nucc.org/provider-taxonomy"
PSYCHIATRY = coded(NUCC, "2084P0800X", "Psychiatry Physician")


@pytest.fixture
def clinic():
    """A clinic with a phone, and a rival whose clinician holds a license."""
    rival = make.clinic()
    ben = make.clinician(rival, given_name="Ben", family_name="Rival")
    make.credential(rival, "licence", clinician=ben, confirmed_until=30, number="RIVAL 1")
    return rich()


def qualified(person) -> list[str]:
    """What the person's qualifications are called."""
    return [one["code"]["text"] for one in practitioner(person).get("qualification", [])]


def test_a_person_with_everything(clinic):
    ada = make.clinician(clinic)
    ends = make.days_ago(-90)
    make.credential(clinic, "npi", clinician=ada, confirmed_until=30, number=make.npi(3))
    make.credential(clinic, "licence", clinician=ada, confirmed_until=60, expires_on=ends)
    make.credential(clinic, "board-certification", clinician=ada, confirmed_until=60)
    active = {"url": "status", "valueCode": "active"}
    assert practitioner(ada) == {
        "resourceType": "Practitioner",
        "id": f"clinician-{ada.pk}",
        "meta": {"profile": [profile("plannet-Practitioner")]},
        "language": "en-US",
        "identifier": [{"type": hl7("v2-0203", "NPI", "National provider identifier"),
                        "system": "http://hl7.org/fhir/sid/us-npi", "value": make.npi(3)}],
        "active": True,
        "name": [{"text": "Ada Marsh", "family": "Marsh", "given": ["Ada"]}],
        "qualification": [
            {
                "extension": [{"extension": [active, {
                    "url": "whereValid",
                    "valueCodeableConcept": coded("https://www.usps.com/", "FL", "Florida"),
                }], "url": profile("practitioner-qualification")}],
                "identifier": [{"type": {"text": "State license number"}, "value": "ME 12345"}],
                "code": {"text": "State license: Psychiatrist"},
                "period": {"end": str(ends)},
                "issuer": {"display": "Florida"},
            },
            {
                "extension": [{"extension": [active],
                               "url": profile("practitioner-qualification")}],
                "code": PSYCHIATRY | {"text": "Board of Psychiatry"},
                "issuer": {"display": "Board of Psychiatry"},
            },
        ],
    }  # fmt: skip


def test_a_person_of_whom_nothing_is_confirmed_and_no_npi_is_known(clinic):
    ada = make.clinician(clinic)
    make.credential(clinic, "acls", clinician=ada)
    assert practitioner(ada) == {
        "resourceType": "Practitioner",
        "id": f"clinician-{ada.pk}",
        "meta": {"profile": [profile("plannet-Practitioner")]},
        "language": "en-US",
        "identifier": [{"type": {"text": "Key of the clinician in the Clinic Directory"},
                        "system": f"{BASE}/identifier/clinician", "value": str(ada.pk)}],
        "active": True,
        "name": [{"text": "Ada Marsh", "family": "Marsh", "given": ["Ada"]}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "words", "shown"),
    [
        ("licence", {"confirmed_until": 0}, ["State license: Psychiatrist"]),
        ("licence", {"confirmed_until": 5, "name": "MD license"}, ["MD license"]),
        ("licence", {"confirmed_until": -1}, []),
        ("licence", {}, []),
        ("licence", {"confirmed_until": 5, "standing": "withdrawn"}, []),
        ("acls", {"confirmed_until": 5}, []),
        ("dea", {"confirmed_until": 5}, []),
    ],
)
def test_only_licenses_and_certificates_that_are_confirmed_and_current(clinic, kind, words, shown):
    ada = make.clinician(clinic)
    make.credential(clinic, "malpractice", clinician=ada)
    make.credential(clinic, kind, clinician=ada, **words)
    assert qualified(ada) == shown


@pytest.mark.parametrize(
    ("profession", "kind", "code"),
    [
        ("nurse-anesthetist", "licence", "367500000X"),
        ("registered-nurse", "licence", "163W00000X"),
        ("psychiatric-np", "licence", None),
        ("psychiatric-np", "board-certification", "363LP0808X"),
        ("anesthesiologist", "licence", None),
        ("anesthesiologist", "board-certification", "207L00000X"),
        ("other-physician", "board-certification", None),
        ("therapist", "licence", None),
    ],
)
def test_a_code_only_where_the_paper_names_the_profession(clinic, profession, kind, code):
    person = make.clinician(clinic, profession=profession)
    make.credential(clinic, kind, clinician=person, confirmed_until=30)
    (one,) = practitioner(person)["qualification"]
    assert [said["code"] for said in one["code"].get("coding", [])] == ([code] if code else [])


def test_a_role(clinic):
    ada = make.clinician(clinic, since=make.days_ago(70), affirmed_on=make.days_ago(2))
    make.credential(clinic, "licence", clinician=ada)
    assert role(ada) == {
        "resourceType": "PractitionerRole",
        "id": f"role-{ada.pk}",
        "meta": {"profile": [profile("plannet-PractitionerRole")]},
        "language": "en-US",
        "identifier": [{"type": {"text": "Key of the clinician in the Clinic Directory"},
                        "system": f"{BASE}/identifier/clinician", "value": str(ada.pk)}],
        "active": True,
        "period": {"start": str(make.days_ago(70))},
        "practitioner": {"reference": f"Practitioner/clinician-{ada.pk}", "display": "Ada Marsh"},
        "organization": {"reference": f"Organization/org-c-{clinic.pk}",
                         "display": "Pelican Key"},
        "code": [net("ProviderRoleCS", "ph", "Physician")],
        "specialty": [PSYCHIATRY],
        "location": [{"reference": f"Location/clinic-{clinic.pk}", "display": "Pelican Key"}],
        "healthcareService": [{"reference": f"HealthcareService/service-{clinic.pk}",
                               "display": "Pelican Key"}],
        "telecom": [{"system": "phone", "value": "+1 561-555-0101", "use": "work", "rank": 1}],
    }  # fmt: skip


def test_without_a_phone_a_role_is_reached_on_the_listings_page():
    clinic = make.clinic(slug="silent", website="https://silent.example/")
    ada = make.clinician(clinic)
    make.credential(clinic, "licence", clinician=ada)
    assert role(ada)["telecom"] == [
        {"system": "url", "value": f"{BASE}/clinics/silent/", "rank": 1}
    ]


@pytest.mark.parametrize(
    ("profession", "code", "specialty"),
    [
        ("nurse-anesthetist", "apn", "367500000X"),
        ("psychiatric-np", "crnp", "363LP0808X"),
        ("other-physician", "ph", None),
        ("therapist", "bh", None),
    ],
)
def test_what_a_profession_does_not_say_is_absent(clinic, profession, code, specialty):
    person = make.clinician(clinic, profession=profession)
    make.credential(clinic, "licence", clinician=person)
    said = role(person)
    assert said["code"][0]["coding"][0]["code"] == code
    found = [one["coding"][0]["code"] for one in said.get("specialty", [])]
    assert found == ([specialty] if specialty else [])


def test_who_left_or_shows_nothing_or_works_where_nothing_is_published_is_absent(clinic):
    hidden = make.clinic()
    gone, empty, waits, elsewhere, ada = (
        make.clinician(at, given_name=name)
        for at, name in ((clinic, "Gone"), (clinic, "Empty"), (clinic, "Waits"), (hidden, "Else"),
                         (clinic, "Ada"))
    )  # fmt: skip
    for person in (gone, elsewhere, ada):
        make.credential(person.clinic, "licence", clinician=person)
    make.credential(clinic, "licence", clinician=waits, standing="claimed")
    gone.left_on = make.days_ago(0)
    gone.save()
    Clinic.objects.filter(pk=hidden.pk).update(status="hidden", hidden_for="fraud")
    everybody = [p.pk for p in (gone, empty, waits, elsewhere, ada)]
    assert list(practitioners.load(everybody, on=make.today())) == [ada.pk]
    assert list(practitioner_roles.load(everybody, on=make.today())) == [ada.pk]


@pytest.mark.parametrize("count", [1, 5])
def test_two_queries_and_one_however_many(django_assert_num_queries, count):
    people = []
    for n in range(count):
        clinic = rich(slug=f"s{n}", organization=f"Org {n}")
        people.append(make.clinician(clinic))
        make.credential(clinic, "licence", clinician=people[-1], confirmed_until=30)
    keys = [person.pk for person in people]
    with django_assert_num_queries(2):
        assert len(practitioners.load(keys, on=make.today())) == count
    with django_assert_num_queries(1):
        assert len(practitioner_roles.load(keys, on=make.today())) == count
