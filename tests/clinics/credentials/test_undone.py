"""What is decided again is not confirmed meanwhile; nobody leaves the exclusion list by leaving."""

import pytest

from clinics.credentials.actions import state
from clinics.credentials.actions.check import check_due
from clinics.credentials.actions.decide import reopen
from clinics.models import CredentialCase, Event, Fact, Notice
from directory.presenting.clinicians import clinicians_of, state_of
from tests import make
from tests.clinics.credentials.cast import case_of, of, settle, waiting, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    whole(make.clinic(name="Rival", yes="staff.psychiatrist"), given_name="Ben")
    return make.clinic(name="Pelican Key", yes="staff.psychiatrist")


def confirmed_by(clinic) -> str:
    return Fact.objects.get(clinic=clinic, code="staff.psychiatrist").confirmed_by


def decided(credential, mo) -> CredentialCase:
    """The case of a credential, decided as confirmed."""
    CredentialCase.objects.create(clinic=credential.clinic, credential=credential, why="claimed")
    return settle(credential, by=mo)


def test_an_undone_credential_and_what_follows_from_it_read_not_confirmed(clinic, ann, mo):
    ada = whole(clinic)
    case = decided(of(ada, "licence"), mo)
    assert confirmed_by(clinic) == "register"
    reopen(case, by=mo, reason="Another person has this number.")
    assert state_of(of(ada, "licence"), on=make.today()) == "stated"
    assert state_of(of(ada, "npi"), on=make.today()) == "confirmed"
    assert confirmed_by(clinic) == ""
    event = Event.objects.public().about_clinic(clinic.pk).first()
    assert (event.actor, event.why) == (
        "moderator", "A moderator took back a decision, to decide it again: State license.",
    )  # fmt: skip
    assert Notice.objects.filter(user=ann).last().words == (
        "Ada Marsh, State license: a moderator decides this again, and it reads as not confirmed "
        "until then. Another person has this number."
    )
    settle(of(ada, "licence"), by=mo)
    assert (state_of(of(ada, "licence"), on=make.today()), confirmed_by(clinic)) == (
        "confirmed", "register")  # fmt: skip


def test_a_register_does_not_confirm_what_a_moderator_decides_again(clinic, mo):
    ada = whole(clinic)
    make.nppes()
    npi = of(ada, "npi")
    case = decided(npi, mo)
    check_due(on=make.today(), everything=True)
    reopen(case, by=mo, reason="The number is somebody else’s.")
    check_due(on=make.today(), everything=True)
    assert state_of(of(ada, "npi"), on=make.today()) == "stated"
    settle(of(ada, "npi"), by=mo)
    check_due(on=make.today(), everything=True)
    assert state_of(of(ada, "npi"), on=make.today()) == "confirmed"


def test_a_question_that_is_taken_back_changes_nothing_in_public(clinic, ann, mo):
    ada = whole(clinic)
    licence = of(ada, "licence")
    CredentialCase.objects.create(clinic=clinic, credential=licence, why="renewed")
    case = settle(licence, by=mo, outcome="asked-back", words="Until when?")
    reopen(case, by=mo, reason="I had overlooked it.")
    assert state_of(of(ada, "licence"), on=make.today()) == "confirmed"
    assert case_of(licence).why == "renewed"


@pytest.mark.parametrize("has_left", [True, False])
@pytest.mark.parametrize(
    ("given", "family"), [("ADA", "Marsh"), ("Dr. Ada R.", "Marsh, MD"), ("Àda", "Mar-sh")]
)
def test_nobody_found_on_the_exclusion_list_is_listed_anew_without_it(
    clinic, ann, mo, given, family, has_left
):
    ada = whole(clinic)
    line = of(ada, "not-excluded")
    CredentialCase.objects.create(clinic=clinic, credential=line, why="exclusion")
    settle(line, by=mo, outcome="excluded")
    if has_left:
        state.leave(ada, by=ann)
    names = {"given_name": given, "family_name": family, "role": "prescribes"}
    anew = state.add_clinician(clinic, by=ann, profession="nurse-practitioner", **names)
    if not has_left:
        state.leave(ada, by=ann)
    other = {**names, "given_name": "Eve", "family_name": "Marsh"}
    eve = state.add_clinician(clinic, by=ann, profession="psychiatrist", **other)
    make.credential(clinic, "licence", clinician=anew)
    make.credential(clinic, "licence", clinician=eve, number="ME 2")
    shown = clinicians_of([clinic.pk])[clinic.pk].named
    assert {str(one.clinician): one.is_excluded(on=make.today()) for one in shown} == {
        f"{given} {family}": True, "Eve Marsh": False}  # fmt: skip
    assert waiting(clinic=clinic) == []
