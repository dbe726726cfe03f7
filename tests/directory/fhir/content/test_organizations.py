"""Organizations: those that run clinics, clinics that are their own, and the directory."""

import pytest

from clinics.models import Clinic
from directory.fhir.content import organizations
from directory.fhir.content.addresses import DIRECTORY
from tests import make
from tests.directory.fhir.content.seen import (
    BASE,
    bare,
    coded,
    extensions,
    hl7,
    net,
    organization,
    profile,
    rich,
    without_meta,
)

pytestmark = pytest.mark.django_db
UNKNOWN = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                          "valueCode": "unknown"}]}  # fmt: skip
FACILITY = net("OrgTypeCS", "fac", "Facility")
GROUP = net("OrgTypeCS", "prvgrp", "Provider Group")


def pk_of(clinic: Clinic) -> int:
    """The key of the organization that runs a clinic."""
    assert clinic.organization_id
    return clinic.organization_id


def held(clinic: Clinic) -> list[str]:
    """The codes of the accreditations that the Organization shows."""
    return [
        part["valueCodeableConcept"]["coding"][0]["code"]
        for one in extensions(organization(clinic), "qualification")
        for part in one["extension"]
        if part["url"] == "code"
    ]


def test_a_clinic_that_is_its_own():
    clinic = rich()
    make.credential(clinic, "npi", number=make.npi(7))
    make.credential(clinic, "accreditation", confirmed_until=30, expires_on=make.days_ago(-30))
    make.clinic()
    assert organization(clinic) == {
        "resourceType": "Organization",
        "id": f"org-c-{clinic.pk}",
        "meta": {"profile": [profile("plannet-Organization")]},
        "language": "en-US",
        "extension": [
            {"extension": [
                {"url": "code",
                 "valueCodeableConcept": coded(f"{BASE}/fhir/CodeSystem/checklist",
                                               "accreditation.aaahc", "AAAHC", text="AAAHC")},
                {"url": "issuer", "valueReference": {"display": "AAAHC"}},
                {"url": "status", "valueCode": "active"},
                {"url": "period", "valuePeriod": {"end": str(make.days_ago(-30))}},
                {"url": "whereValid",
                 "valueReference": {"reference": f"Location/clinic-{clinic.pk}"}},
            ], "url": profile("qualification")},
            {"url": profile("org-description"), "valueString": "We treat pain.\nSlowly."},
        ],
        "identifier": [
            {"type": {"text": "Key of the clinic in the Clinic Directory"},
             "system": f"{BASE}/identifier/clinic", "value": "pelican"},
            {"type": hl7("v2-0203", "NPI", "National provider identifier"),
             "system": "http://hl7.org/fhir/sid/us-npi", "value": make.npi(7)},
        ],
        "active": True,
        "type": [FACILITY],
        "name": "Pelican Key",
        "telecom": [
            {"system": "phone", "value": "+1 561-555-0101", "use": "work", "rank": 1},
            {"system": "url", "value": "https://pelican.example/", "use": "work", "rank": 2},
            {"system": "email", "value": "desk@pelican.example", "use": "work", "rank": 3},
        ],
        "address": [{
            "type": "physical", "text": "9 Shell Road, Suite 2, Delray Beach, FL 33444",
            "line": ["9 Shell Road", "Suite 2"], "city": "Delray Beach", "state": "FL",
            "postalCode": "33444", "country": "US",
        }],
    }  # fmt: skip


def test_a_clinic_of_which_only_the_name_is_known_has_an_address_that_says_so():
    clinic = bare()
    assert organization(clinic) == {
        "resourceType": "Organization",
        "id": f"org-c-{clinic.pk}",
        "meta": {"profile": [profile("plannet-Organization")]},
        "language": "en-US",
        "identifier": [{"type": {"text": "Key of the clinic in the Clinic Directory"},
                        "system": f"{BASE}/identifier/clinic", "value": "bare"}],
        "active": True,
        "type": [FACILITY],
        "name": "Bare",
        "address": [UNKNOWN],
    }  # fmt: skip


def test_an_organization_of_several_clinics_has_their_addresses_and_not_one_clinics_words():
    delray = rich(organization="Acme Care")
    boca = make.clinic(organization="Acme Care", town="boca", phone="+1 561-555-0102")
    make.clinic(organization="Acme Care", town="boca")
    closed = make.clinic(organization="Acme Care", town="austin")
    Clinic.objects.filter(pk=closed.pk).update(status="closed")
    make.credential(boca, "rems", confirmed_until=30)
    said = organization(delray)
    assert said == {
        "resourceType": "Organization",
        "id": f"org-{delray.organization_id}",
        "meta": {"profile": [profile("plannet-Organization")]},
        "language": "en-US",
        "extension": [
            {"extension": [
                {"url": "code",
                 "valueCodeableConcept": coded(
                     f"{BASE}/fhir/CodeSystem/checklist", "accreditation.rems-certified",
                     "REMS-certified setting (Spravato)",
                     text="REMS-certified setting (Spravato)")},
                {"url": "status", "valueCode": "active"},
                {"url": "whereValid",
                 "valueReference": {"reference": f"Location/clinic-{boca.pk}"}},
            ], "url": profile("qualification")},
        ],
        "identifier": [{"type": {"text": "Key of the organization in the Clinic Directory"},
                        "system": f"{BASE}/identifier/organization",
                        "value": str(delray.organization_id)}],
        "active": True,
        "type": [GROUP],
        "name": "Acme Care",
        "address": [
            {"type": "physical", "text": "9 Shell Road, Suite 2, Delray Beach, FL 33444",
             "line": ["9 Shell Road", "Suite 2"], "city": "Delray Beach", "state": "FL",
             "postalCode": "33444", "country": "US"},
            {"text": "Boca Raton, FL 33432", "city": "Boca Raton", "state": "FL",
             "postalCode": "33432", "country": "US"},
        ],
    }  # fmt: skip


def test_an_organization_of_one_clinic_says_what_that_clinic_says():
    said = organization(rich(organization="Acme Care"))
    assert (said["name"], said["type"]) == ("Acme Care", [FACILITY])
    assert [way["system"] for way in said["telecom"]] == ["phone", "url", "email"]
    assert len(extensions(said, "org-description")) == 1


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ({"confirmed_until": 0}, True),
        ({"confirmed_until": -1}, False),
        ({}, False),
        ({"confirmed_until": 30, "standing": "withdrawn"}, False),
        ({"confirmed_until": 30, "name": "unheard-of"}, False),
    ],
)
def test_only_accreditations_that_are_confirmed_and_current(words, shown):
    clinic = make.clinic()
    make.credential(clinic, "accreditation", **words)
    assert held(clinic) == (["accreditation.aaahc"] if shown else [])


@pytest.mark.parametrize("standing", ["claimed", "refused", "withdrawn"])
def test_an_npi_that_is_not_shown_is_none_nor_one_with_a_wrong_digit(standing):
    clinic, rival = make.clinic(), make.clinic()
    make.credential(clinic, "npi", standing=standing)
    make.credential(rival, "npi", number="2000000000")
    for one in (clinic, rival):
        assert len(organization(one)["identifier"]) == 1


def test_the_directory_itself():
    assert without_meta(organizations.load([DIRECTORY], on=make.today())[DIRECTORY]) == {
        "resourceType": "Organization",
        "id": "directory",
        "meta": {"profile": [profile("plannet-Organization")]},
        "language": "en-US",
        "active": True,
        "type": [net("OrgTypeCS", "bus", "Non-Healthcare Business")],
        "name": "Clinic Directory",
        "telecom": [{"system": "url", "value": f"{BASE}/", "use": "work", "rank": 1}],
        "address": [UNKNOWN],
    }


@pytest.mark.parametrize("status", ["candidate", "closed", "hidden", "removed"])
def test_an_organization_without_a_published_clinic_is_absent(status):
    solo, member = make.clinic(), make.clinic(organization="Acme Care")
    rival = make.clinic(organization="Rival Care")
    more = {"hidden_for": "fraud"} if status == "hidden" else {}
    Clinic.objects.filter(pk__in=[solo.pk, member.pk]).update(status=status, **more)
    there = ("org", pk_of(rival))
    keys = [("org-c", solo.pk), ("org", pk_of(member)), there]
    assert list(organizations.load(keys, on=make.today())) == [there]


def test_a_clinic_with_an_organization_is_not_its_own():
    member = make.clinic(organization="Acme Care")
    assert organizations.load([("org-c", member.pk)], on=make.today()) == {}


@pytest.mark.parametrize("count", [1, 4])
def test_four_queries_however_many(django_assert_num_queries, count):
    keys: list[tuple[str, int]] = []
    for n in range(count):
        keys.append(("org", pk_of(rich(slug=f"a{n}", organization=f"Org {n}"))))
        keys.append(("org-c", rich(slug=f"b{n}").pk))
    with django_assert_num_queries(4):
        assert len(organizations.load(keys, on=make.today())) == 2 * count
