"""A clinic's people and credentials in words."""

import datetime as dt

import pytest

from clinics.credentials.clinician_page import overview_of
from clinics.credentials.wording import described, differences, handed_in, register_says
from clinics.models import Evidence
from tests import make


@pytest.mark.django_db
def test_a_person_is_described_by_what_was_stated_and_said_to_be_public_or_not():
    clinic = make.clinic()
    nurse = {"profession": "registered-nurse", "role": "gives", "is_on_site": None}
    make.clinician(clinic, family_name="Ash", **nurse)
    bea = make.clinician(clinic, family_name="Bea", supervises=["iv-infusion"], is_on_site=True)
    make.credential(clinic, "licence", clinician=bea)
    words = {who.clinician.family_name: described(who) for who in page(clinic).people}
    assert words == {
        "Ash": "Registered nurse; gives the treatment; on site: not stated"
        " – not public yet: a moderator has shown no credential of this person",
        "Bea": "Psychiatrist; prescribes and supervises treatment; on site: yes; "
        "supervises: IV infusion (into a vein)",
    }


@pytest.mark.django_db
def test_a_clinic_reads_what_the_register_says_otherwise_and_that_it_lacks_a_number():
    clinic = make.clinic()
    compared = [
        {"what": "state", "claimed": "FL", "found": "", "agrees": False},
        {"what": "name", "claimed": "Ada", "found": "Ada", "agrees": True},
    ]
    differs = make.credential(clinic, "npi", clinician=make.clinician(clinic, family_name="Ash"))
    make.check(differs, "differs", source="NPPES", compared=compared)
    lacks = make.credential(clinic, "npi", clinician=make.clinician(clinic, family_name="Bea"))
    make.check(lacks, "not-found", source="NPPES")
    lines = [line for person in page(clinic).people for line in person.lines]
    said = {line.credential.pk: (register_says(line), differences(line)) for line in lines}
    assert said[differs.pk] == (
        "NPPES says otherwise:",
        ["State: you stated FL, the register has nothing."],
    )
    assert said[lacks.pk] == ("NPPES does not list it.", [])


def test_a_document_says_its_number_and_its_size_or_when_it_was_deleted():
    night = dt.datetime(2026, 3, 4, 1, 30, tzinfo=dt.UTC)  # still 3 March at the clinic
    kept = Evidence(file="evidence/1.pdf", size=2048, uploaded_at=night)
    deleted = Evidence(file="", size=2048, uploaded_at=night, deleted_at=night)
    assert handed_in(kept, 1) == "Document 1 (2.0\xa0KB, 3 March 2026)"
    assert handed_in(deleted, 2) == "Document 2: deleted on 3 March 2026"


def page(clinic):
    """What the clinic's own page shows today."""
    return overview_of(clinic, on=make.today())
