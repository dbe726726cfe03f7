"""VerificationResults: what a check comes to on a day, and nothing that is not public."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from clinics.models import Check, Clinic, Clinician
from directory.fhir.content import verification_results
from directory.fhir.content.elements import instant
from tests import make
from tests.directory.fhir.content.seen import hl7, profile, result, rich

pytestmark = pytest.mark.django_db
NDH = ["http://hl7.org/fhir/us/ndh/StructureDefinition/ndh-Verification"]
BASE_R4 = ["http://hl7.org/fhir/StructureDefinition/VerificationResult"]
METHOD = "verificationresult-communication-method"


@pytest.fixture
def clinic():
    """A clinic with a rival that has a check of its own."""
    rival = make.clinic()
    make.credential(rival, "accreditation", confirmed_until=30)
    return rich()


@pytest.fixture
def ada(clinic):
    """Who treats there."""
    return make.clinician(clinic)


def shown(*checks: Check) -> list[int]:
    """Which of these checks have a resource."""
    return sorted(verification_results.load([c.pk for c in checks], on=make.today()))


def status(check: Check, **words) -> tuple[str, str]:
    """The status of a check, and since when."""
    said = result(check, **words)
    return said["status"], said["statusDate"]


def test_a_license_that_the_board_confirms(clinic, ada):
    held = make.credential(clinic, "licence", clinician=ada)
    held.current = make.check(held, "confirmed", valid_until=make.days_ago(-60), note="SECRET",
                              source="Board of Medicine", by=make.moderator())  # fmt: skip
    held.save()
    at = instant(held.current.at)
    assert result(held.current) == {
        "resourceType": "VerificationResult",
        "id": f"check-{held.current.pk}",
        "meta": {"profile": NDH},
        "language": "en-US",
        "target": [{"reference": f"Practitioner/clinician-{ada.pk}", "display": "Ada Marsh"}],
        "targetLocation": ["Practitioner.qualification.where(identifier.value='ME 12345')"],
        "need": hl7("need", "periodic", "Periodic"),
        "status": "validated",
        "statusDate": at,
        "validationType": hl7("validation-type", "primary", "Primary Source"),
        "validationProcess": [
            hl7("validation-process", "primary", "primary source",
                text="State license: looked up at the board that issues it")
        ],
        "lastPerformed": at,
        "nextScheduled": str(make.days_ago(-60)),
        "failureAction": hl7("failure-action", "rec-only", "Record only"),
        "primarySource": [{
            "who": {"display": "Board of Medicine"},
            "type": [hl7("primary-source-type", "lic-board", "License Board")],
            "communicationMethod": [hl7(METHOD, "manual", "Manual")],
            "validationStatus": hl7("validation-status", "successful", "Successful"),
            "validationDate": at,
        }],
        "attestation": {
            "who": {"reference": f"Organization/org-c-{clinic.pk}", "display": "Pelican Key"},
            "communicationMethod": hl7(METHOD, "portal", "Portal"),
            "date": str(make.days_ago(10)),
        },
        "validator": [{"organization": {"reference": "Organization/directory",
                                        "display": "Clinic Directory"}}],
    }  # fmt: skip


def test_the_exclusion_list_is_looked_into_by_us_so_nobody_attests_it(clinic, ada):
    make.credential(clinic, "licence", clinician=ada)
    listed = make.credential(clinic, "not-excluded", clinician=ada, confirmed_until=20)
    said = result(listed.current)
    assert said["meta"]["profile"] == BASE_R4
    assert "attestation" not in said
    assert "targetLocation" not in said
    assert said["frequency"] == {"repeat": {"frequency": 1, "period": 45, "periodUnit": "d"}}
    assert said["failureAction"] == hl7("failure-action", "warn", "Warning")
    assert said["primarySource"][0]["communicationMethod"] == [hl7(METHOD, "pull", "Pull")]


def test_imported_people_are_attested_by_nobody(clinic, ada):
    held = make.credential(clinic, "licence", clinician=ada, confirmed_until=30)
    assert result(held.current)["meta"]["profile"] == NDH
    Clinician.objects.filter(pk=ada.pk).update(source="import", source_name="A list")
    said = result(held.current)
    assert (said["meta"]["profile"], "attestation" in said) == (BASE_R4, False)


def test_a_document_is_no_source_that_was_asked(clinic, ada):
    card = make.credential(clinic, "acls", clinician=ada, confirmed_until=30)
    said = result(card.current)
    assert said["validationType"] == hl7("validation-type", "nothing", "Nothing")
    assert said["validationProcess"] == [
        hl7("validation-process", "manual", "Manual",
            text="ACLS card (advanced life support): document seen by a moderator")
    ]  # fmt: skip
    assert not {"primarySource", "targetLocation", "frequency"} & set(said)


def test_what_goes_against_a_register_never_names_it(clinic, ada):
    held = make.credential(clinic, "npi", clinician=ada, confirmed_until=30)
    Check.objects.filter(pk=held.current.pk)
    against = make.check(held, "confirmed", valid_until=make.days_ago(-30), source="NPPES",
                         compared=[{"what": "name", "claimed": "a", "found": "b",
                                    "agrees": False}])  # fmt: skip
    said = result(against)
    assert "primarySource" not in said
    assert "NPPES" not in json.dumps(said)
    assert said["validationProcess"][0]["coding"][0]["code"] == "manual"
    assert "primarySource" in result(held.current)


def test_a_confirmation_needs_another_look_from_the_day_after_its_last(clinic):
    held = make.credential(clinic, "accreditation", confirmed_until=3)
    last = make.days_ago(-3)
    assert status(held.current, on=last) == ("validated", instant(held.current.at))
    after = last + dt.timedelta(days=1)
    assert status(held.current, on=after) == ("req-revalid", str(after))
    midnight = dt.datetime.combine(after, dt.time(), timezone.get_default_timezone())
    found = verification_results.load([held.current.pk], on=after)[held.current.pk]
    assert found["meta"]["lastUpdated"] == instant(midnight)


def test_a_later_confirmation_speaks_for_the_earlier_one(clinic, ada):
    npi = make.credential(clinic, "npi", clinician=ada, confirmed_until=-5, days=60)
    earlier = npi.current
    assert status(earlier)[0] == "req-revalid"
    npi.current = make.check(npi, "confirmed", days=2, valid_until=make.days_ago(-40))
    npi.save()
    assert status(earlier) == ("validated", instant(earlier.at))
    assert result(earlier)["nextScheduled"] == str(make.days_ago(-40))


def test_what_a_moderator_could_not_confirm_takes_the_earlier_confirmation_back(clinic, ada):
    held = make.credential(clinic, "licence", clinician=ada, confirmed_until=300)
    earlier = held.current
    held.current = make.check(held, "unconfirmed", days=1, by=make.moderator())
    held.save()
    assert status(earlier) == ("req-revalid", instant(held.current.at))
    said = result(held.current)
    assert (said["status"], said["need"]) == ("reval-fail", hl7("need", "initial", "Initial"))
    assert said["primarySource"][0]["validationStatus"] == hl7(
        "validation-status", "unknown", "Unknown"
    )


def test_a_first_look_that_confirms_nothing_fails_and_a_register_that_agrees_attests(clinic, ada):
    held = make.credential(clinic, "licence", clinician=ada)
    agrees = make.check(held, "agrees", method="register", days=3)
    assert status(agrees) == ("attested", instant(agrees.at))
    held.current = make.check(held, "unconfirmed", days=1, by=make.moderator())
    held.save()
    assert status(held.current) == ("val-fail", instant(held.current.at))


def test_somebody_on_the_exclusion_list_fails_while_that_counts(clinic, ada):
    make.credential(clinic, "licence", clinician=ada)
    listed = make.credential(clinic, "not-excluded", clinician=ada)
    excluded = make.check(listed, "excluded", by=make.moderator())
    assert shown(excluded) == []
    listed.current = excluded
    listed.save()
    said = result(excluded)
    assert said["status"] == "val-fail"
    assert said["primarySource"][0]["validationStatus"] == hl7(
        "validation-status", "failed", "Failed"
    )


def test_a_clinics_own_accreditation_is_an_element_of_two_resources(clinic):
    held = make.credential(clinic, "accreditation", confirmed_until=30)
    said = result(held.current)
    assert said["target"] == [
        {"reference": f"Organization/org-c-{clinic.pk}", "display": "Pelican Key"},
        {"reference": f"HealthcareService/service-{clinic.pk}", "display": "Pelican Key"},
    ]
    assert said["targetLocation"] == [
        f"Organization.extension.where(url='{profile('qualification')}').extension"
        ".where(url='code').value.where(coding.code='accreditation.aaahc')",
        "HealthcareService.characteristic.where(coding.code='accreditation.aaahc')",
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "path"),
    [
        ("npi", {}, "identifier.where(system='http://hl7.org/fhir/sid/us-npi')"),
        ("board-certification", {}, "qualification.where(code.coding.code='2084P0800X')"),
        ("licence", {"number": "O'Neil \\ 1"},
         "qualification.where(identifier.value='O\\'Neil \\\\ 1')"),
    ],
)  # fmt: skip
def test_where_in_the_practitioner_it_stands(clinic, ada, kind, fields, path):
    held = make.credential(clinic, kind, clinician=ada, confirmed_until=30, **fields)
    assert result(held.current)["targetLocation"] == [f"Practitioner.{path}"]


def test_possible_matches_differences_and_what_nobody_decided_are_absent(clinic, ada):
    held = make.credential(clinic, "licence", clinician=ada)
    listed = make.credential(clinic, "not-excluded", clinician=ada)
    hidden = [
        make.check(listed, "possible"), make.check(listed, "match"), make.check(held, "differs"),
        make.check(held, "not-found"), make.check(held, "refused"), make.check(held, "expired"),
        make.check(held, "unconfirmed"),
    ]  # fmt: skip
    for one in hidden[:-1]:
        one.credential.current = one
        one.credential.save()
        assert shown(one) == []
    public = make.check(held, "agrees")
    assert shown(*hidden[:-1], public) == [public.pk]


@pytest.mark.parametrize("standing", ["claimed", "refused", "withdrawn"])
def test_a_credential_that_is_not_shown_has_none(clinic, ada, standing):
    held = make.credential(clinic, "licence", clinician=ada, confirmed_until=9, standing=standing)
    there = make.credential(clinic, "acls", clinician=ada, confirmed_until=9)
    assert shown(held.current, there.current) == [there.current.pk]


def test_nothing_of_who_left_of_whom_nothing_else_is_shown_or_of_what_is_hidden(clinic, ada):
    alone = make.credential(clinic, "not-excluded", clinician=ada, confirmed_until=9)
    assert shown(alone.current) == []
    licence = make.credential(clinic, "licence", clinician=ada, confirmed_until=9)
    both = sorted([alone.current.pk, licence.current.pk])
    assert shown(alone.current, licence.current) == both
    ada.left_on = make.days_ago(0)
    ada.save()
    assert shown(alone.current, licence.current) == []
    own = make.credential(clinic, "rems", confirmed_until=9)
    assert shown(own.current) == [own.current.pk]
    Clinic.objects.filter(pk=clinic.pk).update(status="closed")
    assert shown(own.current) == []


def test_nothing_of_moderators_and_documents(clinic, ada):
    held = make.credential(clinic, "licence", clinician=ada)
    make.evidence(held, file="evidence/secret.pdf")
    by = make.moderator(email="secret@example.org")
    held.current = make.check(held, "confirmed", valid_until=make.days_ago(-9), by=by,
                              note="secret", method="document")  # fmt: skip
    held.save()
    assert "secret" not in json.dumps(result(held.current)).lower()


@pytest.mark.parametrize("count", [1, 5])
def test_one_query_however_many(django_assert_num_queries, count):
    checks = []
    for n in range(count):
        clinic = rich(slug=f"s{n}", organization=f"Org {n}")
        ada = make.clinician(clinic)
        held = make.credential(clinic, "licence", clinician=ada, confirmed_until=30)
        checks += [held.current.pk]
        checks += [make.credential(clinic, "accreditation", confirmed_until=30).current.pk]
    with django_assert_num_queries(1):
        assert len(verification_results.load(checks, on=make.today())) == 2 * count
