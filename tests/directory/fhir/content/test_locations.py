"""Locations: what is stated, in Plan-Net's words; what is not stated is absent."""

from typing import Any

import pytest

from clinics.models import Clinic
from directory.fhir.content import locations
from tests import make
from tests.directory.fhir.content.seen import (
    BASE,
    bare,
    extensions,
    hl7,
    location,
    net,
    profile,
    rich,
    span,
)

pytestmark = pytest.mark.django_db
NEW_PATIENTS = {True: net("AcceptingPatientsCS", "newpt", "Accepting"),
                False: net("AcceptingPatientsCS", "nopt", "Not Accepting")}  # fmt: skip


def accepting(clinic: Clinic, **words) -> bool | None:
    """What the Location says of new patients; None: nothing."""
    found = extensions(location(clinic, **words), "newpatients")
    assert len(found) < 2
    if not found:
        return None
    return {said["coding"][0]["code"]: answer for answer, said in NEW_PATIENTS.items()}[
        found[0]["extension"][0]["valueCodeableConcept"]["coding"][0]["code"]
    ]


def test_a_rich_clinic():
    clinic = rich()
    make.credential(clinic, "npi", number=make.npi(7))
    make.clinic()
    assert location(clinic) == {
        "resourceType": "Location",
        "id": f"clinic-{clinic.pk}",
        "meta": {"profile": [profile("plannet-Location")]},
        "language": "en-US",
        "extension": [
            {"extension": [{"url": "acceptingPatients",
                            "valueCodeableConcept": NEW_PATIENTS[True]}],
             "url": profile("newpatients")},
            {"url": profile("accessibility"),
             "valueCodeableConcept": net("AccessibilityCS", "mobility", "mobility")},
            {"url": profile("accessibility"),
             "valueCodeableConcept": net("AccessibilityCS", "pubtrans", "public transit options")},
        ],
        "identifier": [
            {"type": {"text": "Key of the clinic in the Clinic Directory"},
             "system": f"{BASE}/identifier/clinic", "value": "pelican"},
            {"type": hl7("v2-0203", "NPI", "National provider identifier"),
             "system": "http://hl7.org/fhir/sid/us-npi", "value": make.npi(7)},
        ],
        "status": "active",
        "name": "Pelican Key",
        "description": "Behind the bakery.",
        "type": [hl7("v3-RoleCode", "OF", "Outpatient facility"),
                 hl7("v3-RoleCode", "PAINCL", "Pain clinic"),
                 hl7("v3-RoleCode", "PSY", "Psychiatry clinic")],
        "telecom": [
            {"system": "phone", "value": "+1 561-555-0101", "use": "work", "rank": 1},
            {"system": "url", "value": "https://pelican.example/", "use": "work", "rank": 2},
            {"system": "email", "value": "desk@pelican.example", "use": "work", "rank": 3},
        ],
        "address": {
            "type": "physical", "text": "9 Shell Road, Suite 2, Delray Beach, FL 33444",
            "line": ["9 Shell Road", "Suite 2"], "city": "Delray Beach", "state": "FL",
            "postalCode": "33444", "country": "US",
        },
        "position": {"longitude": -80.0728, "latitude": 26.4615},
        "managingOrganization": {"reference": f"Organization/org-c-{clinic.pk}",
                                 "display": "Pelican Key"},
        "hoursOfOperation": [
            {"daysOfWeek": ["mon", "tue"], "openingTime": "09:00:00", "closingTime": "17:00:00"},
            {"daysOfWeek": ["sat"], "allDay": True},
        ],
    }  # fmt: skip


def test_a_clinic_of_which_only_the_name_is_known():
    clinic = bare()
    rich()
    assert location(clinic) == {
        "resourceType": "Location",
        "id": f"clinic-{clinic.pk}",
        "meta": {"profile": [profile("plannet-Location")]},
        "language": "en-US",
        "identifier": [{"type": {"text": "Key of the clinic in the Clinic Directory"},
                        "system": f"{BASE}/identifier/clinic", "value": "bare"}],
        "status": "active",
        "name": "Bare",
        "type": [hl7("v3-RoleCode", "OF", "Outpatient facility")],
        "managingOrganization": {"reference": f"Organization/org-c-{clinic.pk}",
                                 "display": "Bare"},
    }  # fmt: skip


def test_a_town_alone_is_an_address_without_lines_and_a_type():
    said = location(make.clinic(latitude=None, longitude=None))
    assert said["address"] == {
        "text": "Delray Beach, FL 33444", "city": "Delray Beach", "state": "FL",
        "postalCode": "33444", "country": "US",
    }  # fmt: skip
    assert "position" not in said


def test_an_approximate_point_is_marked():
    marked = {"url": f"{BASE}/fhir/StructureDefinition/approximate-location",
              "valueBoolean": True}  # fmt: skip
    assert location(make.clinic(is_approximate=True))["position"] == {
        "extension": [marked], "longitude": -80.0728, "latitude": 26.4615,
    }  # fmt: skip
    assert "extension" not in location(make.clinic())["position"]


@pytest.mark.parametrize(
    ("yes", "no", "days", "said"),
    [
        ("access.accepting-new-patients", "", 0, True),
        ("access.accepting-new-patients", "", 90, True),
        ("access.accepting-new-patients", "", 91, None),
        ("", "access.accepting-new-patients", 90, False),
        ("", "access.accepting-new-patients", 91, None),
        ("access.parking", "access.wheelchair", 0, None),
    ],
)
def test_new_patients_are_said_only_where_that_was_stated_lately(yes, no, days, said):
    facts = [make.fact(code, value, days=days)
             for codes, value in ((yes, True), (no, False)) for code in codes.split()]  # fmt: skip
    assert accepting(make.clinic(facts=facts)) is said


def test_who_says_it_is_paused_or_closed_takes_nobody_and_says_so():
    paused = make.clinic(yes="access.accepting-new-patients")
    Clinic.objects.filter(pk=paused.pk).update(
        status="paused", status_since=make.days_ago(3), paused_until=make.days_ago(-2)
    )
    said = location(paused)
    assert said["availabilityExceptions"].startswith("Paused until ")
    assert accepting(paused) is False
    assert accepting(paused, on=make.days_ago(-2)) is False
    assert accepting(paused, on=make.days_ago(-3)) is True
    assert "availabilityExceptions" not in location(paused, on=make.days_ago(-3))
    closing = make.clinic(yes="access.accepting-new-patients")
    Clinic.objects.filter(pk=closing.pk).update(says_closed_since=make.days_ago(1))
    assert accepting(closing) is False
    assert location(closing)["availabilityExceptions"].startswith("Says that it has been closed")


def test_no_is_never_said_of_what_is_not_stated_nor_what_nobody_checked_of_what_is():
    stated = make.clinic(yes="access.accessible-toilet", no="access.wheelchair access.near-transit")
    assert extensions(location(stated), "accessibility") == []


def test_the_same_hours_are_said_once_and_two_spans_of_a_day_both():
    hours = [span(0, "08:00", "12:00"), span(0, "13:00", "17:00"), span(2, "08:00", "12:00")]
    assert location(make.clinic(hours=hours))["hoursOfOperation"] == [
        {"daysOfWeek": ["mon", "wed"], "openingTime": "08:00:00", "closingTime": "12:00:00"},
        {"daysOfWeek": ["mon"], "openingTime": "13:00:00", "closingTime": "17:00:00"},
    ]


def test_the_organization_runs_its_clinics():
    clinic = make.clinic(organization="Acme Care")
    assert location(clinic)["managingOrganization"] == {
        "reference": f"Organization/org-{clinic.organization_id}", "display": "Acme Care",
    }  # fmt: skip


@pytest.mark.parametrize("status", ["candidate", "closed", "merged", "hidden", "removed"])
def test_what_is_not_published_is_absent(status):
    gone, there = make.clinic(), make.clinic()
    more: dict[str, dict[str, Any]] = {
        "merged": {"merged_into": there}, "hidden": {"hidden_for": "fraud"},
    }  # fmt: skip
    Clinic.objects.filter(pk=gone.pk).update(status=status, **more.get(status, {}))
    assert list(locations.load([gone.pk, there.pk], on=make.today())) == [there.pk]


@pytest.mark.parametrize("count", [1, 5])
def test_four_queries_however_many(django_assert_num_queries, count):
    clinics = [rich(slug=f"s{n}", organization=f"Org {n}") for n in range(count)]
    with django_assert_num_queries(4):
        assert len(locations.load([c.pk for c in clinics], on=make.today())) == count


def test_the_version_is_the_moment_of_the_change():
    clinic = make.clinic()
    before = locations.load([clinic.pk], on=make.today())[clinic.pk]["meta"]
    again = locations.load([clinic.pk], on=make.today())[clinic.pk]["meta"]
    assert before == again
    now = make.draft(name="Another", slug="another")
    make.saved(clinic, now)
    after = locations.load([clinic.pk], on=make.today())[clinic.pk]["meta"]
    assert after["lastUpdated"] > before["lastUpdated"]
    assert int(after["versionId"]) > int(before["versionId"])
