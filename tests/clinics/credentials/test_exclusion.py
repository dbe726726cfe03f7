"""The exclusion list over time: whom a moderator found on it cannot slip off by saying less."""

import pytest

from clinics.credentials.actions import state
from clinics.credentials.actions.check import check_due
from clinics.models import Credential, RegisterFile
from tests import make
from tests.clinics.credentials.cast import answers, of, settle, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    make.clinician(make.clinic(name="Rival"), given_name="Bea")
    return make.clinic(name="Pelican Key")


def today():
    """A new list comes, and everything due is asked."""
    make.register_file("leie", days=0)
    return check_due(on=make.today())


@pytest.mark.parametrize("found_by", ["npi", "licence"])
def test_what_led_to_an_exclusion_cannot_be_taken_back_to_be_clear(clinic, ann, mo, found_by):
    listed = {
        "npi": {"npi": int(make.npi(1)), "last_name": "MAIDEN", "state": "TX"},
        "licence": {"last_name": "MARSH", "first_name": "ADA", "state": "TX"},
    }
    row = make.exclusion(**listed[found_by])
    ada = make.clinician(clinic)
    held = make.credential(clinic, "npi", clinician=ada)
    if found_by == "licence":
        held = make.credential(clinic, "licence", clinician=ada, state="TX")
    today()
    settle(of(ada, "not-excluded"), by=mo, outcome="excluded")
    state.withdraw(held, by=ann)
    today()
    line = of(ada, "not-excluded")
    assert (answers(line)[-1], line.current.outcome) == ("possible", "excluded")
    row.delete()
    today()
    line = of(ada, "not-excluded")
    assert (answers(line)[-1], line.current.outcome) == ("confirmed", "confirmed")
    rival = Credential.objects.get(clinic__name="Rival")
    assert set(answers(rival)) == {"confirmed"}


def test_who_was_told_apart_by_name_is_matched_by_an_npi_stated_since(clinic, ann, mo):
    make.exclusion(last_name="MARSH", first_name="ADA", npi=int(make.npi(2)), state="TX")
    ada = make.clinician(clinic)
    make.credential(clinic, "licence", clinician=ada, state="TX")
    today()
    settle(of(ada, "not-excluded"), by=mo)
    npi = state.claim(clinic, by=ann, clinician=ada, kind="npi", number=make.npi(2))
    line = of(ada, "not-excluded")
    assert answers(line) == ["possible", "confirmed", "match"]
    assert waiting(credential=line) == [("not-excluded", "exclusion")]
    settle(line, by=mo)
    today()
    assert answers(line)[-1] == "confirmed"
    state.withdraw(npi, by=ann)
    today()
    assert (answers(line)[-1], waiting()) == ("confirmed", [])


@pytest.mark.parametrize("how", ["withdrawn", "refused"])
def test_an_npi_that_cleared_somebody_clears_nobody_once_it_is_gone(clinic, ann, mo, how):
    make.exclusion(last_name="MARSH", first_name="ADA", npi=int(make.npi(2)))
    ada = make.clinician(clinic)
    make.nppes()
    npi = state.claim(clinic, by=ann, clinician=ada, kind="npi", number=make.npi(1))
    line = of(ada, "not-excluded")
    assert (answers(line), waiting()) == (["confirmed"], [("npi", "claimed")])
    if how == "withdrawn":
        state.withdraw(npi, by=ann)
    else:
        settle(npi, by=mo, outcome="refused")
    assert (answers(line), waiting()) == (
        ["confirmed", "possible"], [("not-excluded", "exclusion")],
    )  # fmt: skip
    assert of(ada, "not-excluded").current.outcome == "confirmed"


def test_a_weekly_file_that_comes_late_is_asked_about_too(clinic):
    row = make.nppes()
    npi = make.credential(clinic, "npi", clinician=make.clinician(clinic), confirmed_until=5)
    today()
    row.deactivated_on = make.days_ago(9)
    row.save()
    RegisterFile.objects.create(register="nppes", kind="weekly", name="late.csv", rows=1,
                                as_of=make.days_ago(8))  # fmt: skip
    today()
    assert answers(npi) == ["confirmed", "confirmed", "differs"]
    assert waiting() == [("npi", "register")]


def test_an_answer_from_before_similar_names_counted_is_asked_for_again(clinic):
    make.exclusion(last_name="MARSH", first_name="ADELAIDE", middle_name="ADA", state="FL")
    ada = make.clinician(clinic, given_name="Dr. Ada")
    line = of(ada, "not-excluded")
    for each in Credential.objects.filter(kind="not-excluded"):
        each.current = make.check(each, "confirmed", days=0, register_as_of=make.days_ago(3),
                                  valid_until=make.today())  # fmt: skip
        each.save()
    assert check_due(on=make.today()).credentials == 2
    assert (answers(line), waiting()) == (
        ["confirmed", "possible"], [("not-excluded", "exclusion")],
    )  # fmt: skip
    assert of(ada, "not-excluded").current.outcome == "confirmed"
    assert check_due(on=make.today()).credentials == 0
    rival = Credential.objects.get(clinic__name="Rival")
    assert rival.current.compared == [
        {"what": "searched", "claimed": "FL", "found": "", "agrees": None, "npi": False,
         "everywhere": True}
    ]  # fmt: skip


def test_a_person_told_apart_stays_told_apart_and_a_new_row_of_the_name_waits(clinic, mo):
    make.exclusion(last_name="MARSH", first_name="ROBERT")
    bob = make.clinician(clinic, given_name="Bob")
    today()
    settle(of(bob, "not-excluded"), by=mo)
    today()
    line = of(bob, "not-excluded")
    assert (answers(line), waiting()) == (["possible", "confirmed", "confirmed"], [])
    make.exclusion(last_name="MARSH", first_name="BOB", state="TX")
    today()
    assert (answers(line)[-1], waiting()) == ("possible", [("not-excluded", "exclusion")])
    assert of(bob, "not-excluded").current.outcome == "confirmed"
