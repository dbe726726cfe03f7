"""What can never be false of credentials, their checks and their cases: the database refuses."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from clinics.models import Check, Clinician, Credential, CredentialCase, Evidence
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make.clinician(make.clinic())


def refused(constraint, write):
    with pytest.raises((IntegrityError, ProgrammingError), match=constraint), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("no_dea_number", {"kind": "dea", "number": "AB1"}),
        ("licence_whole", {"kind": "licence", "state": "FL"}),
        ("licence_whole", {"kind": "licence", "number": "1"}),
        ("npi_ten_digits", {"kind": "npi", "number": "123"}),
        ("clinics_credential_once", {"kind": "not-excluded", "standing": "claimed"}),
    ],
)
def test_a_credential_that_cannot_be(ada, constraint, fields):
    words = {"clinic": ada.clinic, "clinician": ada, "stated_on": make.today()} | fields
    refused(constraint, lambda: Credential.objects.create(**words))


def test_a_clinics_own_credential_is_there_once(ada):
    make.credential(ada.clinic, "rems")
    refused("clinics_credential_once", lambda: make.credential(ada.clinic, "rems"))
    make.credential(ada.clinic, "rems", standing="withdrawn")


def test_a_person_has_both_names_and_repeats_nothing_before_saying_it(ada):
    people = Clinician.objects.filter(pk=ada.pk)
    refused("clinician_is_named", lambda: people.update(given_name=""))
    before = {"affirmed_on": make.days_ago(100)}
    refused("clinician_affirmed_after_since", lambda: people.update(**before))


def test_a_check_confirms_until_a_day_and_only_grows(ada):
    line = Credential.objects.get(clinician=ada)
    refused("check_confirms_until", lambda: make.check(line, "confirmed"))
    until = {"valid_until": make.today()}
    refused("check_confirms_until", lambda: make.check(line, "agrees", **until))
    check = make.check(line, "confirmed", **until)
    refused("Cannot update or delete", lambda: Check.objects.filter(pk=check.pk).update(note="x"))
    refused("Cannot update or delete", lambda: Check.objects.filter(pk=check.pk).delete())


def test_one_case_of_a_credential_waits(ada):
    words = {"clinic": ada.clinic, "credential": Credential.objects.get(clinician=ada),
             "why": "claimed"}  # fmt: skip
    case = CredentialCase.objects.create(**words)
    refused("credentialcase_one_open", lambda: CredentialCase.objects.create(**words))
    case.decided_at = case.opened_at
    case.save()
    CredentialCase.objects.create(**words)


def test_evidence_has_its_file_or_the_moment_it_was_deleted(ada):
    words = {"credential": Credential.objects.get(clinician=ada), "size": 1, "sha256": "0",
             "content_type": "image/png"}  # fmt: skip
    refused("evidence_file_or_deleted", lambda: Evidence.objects.create(**words))
