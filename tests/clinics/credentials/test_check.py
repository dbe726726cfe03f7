"""Automatic checks: each a new row; good news renews, bad news waits for a moderator."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from clinics.credentials.actions import state
from clinics.credentials.actions.check import check, check_due
from clinics.credentials.actions.decide import CredentialRefused
from clinics.documents.check import Checked
from clinics.models import (
    Check,
    Clinic,
    Credential,
    CredentialCase,
    Exclusion,
    Fact,
    Notice,
    NppesProvider,
    RegisterFile,
)
from tests import make
from tests.clinics.credentials.cast import answers, fact, in_days, of, settle, waiting, whole

pytestmark = pytest.mark.django_db
CARD = Checked(content=b"%PDF-1.4 a letter", content_type="application/pdf")


@pytest.fixture
def ada(clinic):
    return make.clinician(clinic)


def today(**words):
    return check_due(on=make.today(), **words)


def new_file(register: str) -> None:
    """The register comes anew, as of today."""
    make.register_file(register, days=0)


def test_a_claim_carries_the_registers_answer_and_a_wrong_check_digit_is_refused(clinic, ann, ada):
    make.nppes()
    with pytest.raises(CredentialRefused, match="The last digit does not match"):
        state.claim(clinic, by=ann, clinician=ada, kind="npi", number="2000000011")
    assert Credential.objects.filter(kind="npi").count() == 0
    npi = state.claim(clinic, by=ann, clinician=ada, kind="npi", number=make.npi(1))
    licence = state.claim(clinic, by=ann, clinician=ada, kind="licence", state="FL", number="9")
    assert (answers(npi), answers(licence)) == (["agrees", "agrees"], ["differs"])
    assert waiting() == [("npi", "claimed"), ("licence", "claimed")]
    assert NppesProvider.objects.count() == 1


def test_a_register_that_agrees_renews_an_npi_but_never_a_license(clinic):
    make.nppes()
    ada = whole(clinic, until=-3)
    make.register_file("leie")
    new_file("nppes")
    counts = today()
    assert dict(counts.outcomes) == {"confirmed": 2, "agrees": 1}
    days = {kind: of(ada, kind).current.valid_until for kind in ("npi", "not-excluded", "licence")}
    assert days == {"npi": in_days(90), "not-excluded": make.days_ago(3) + dt.timedelta(days=45),
                    "licence": make.days_ago(3)}  # fmt: skip
    assert waiting() == []


def test_a_renewal_never_shortens_what_a_moderator_confirmed(clinic):
    make.nppes()
    ada = whole(clinic, until=300)
    today()
    assert of(ada, "npi").current.valid_until == in_days(300)
    assert answers(of(ada, "npi")) == ["confirmed", "confirmed"]


def test_a_changed_answer_opens_one_case_and_the_old_state_stays_public(clinic, mo):
    row = make.nppes()
    ada = whole(clinic, until=30)
    today()
    row.last_name = "RIVAL"
    row.save()
    for _again in range(2):
        new_file("nppes")
        today()
    npi = of(ada, "npi")
    assert answers(npi) == ["confirmed", "confirmed", "differs", "differs"]
    assert (npi.standing, npi.current.outcome) == ("shown", "confirmed")
    assert waiting() == [("npi", "register")]
    settle(npi, by=mo, outcome="unconfirmed")
    new_file("nppes")
    today()
    assert waiting() == []
    row.delete()
    new_file("nppes")
    assert today().cases == 2
    assert waiting() == [("npi", "register"), ("licence", "register")]


def test_what_a_moderator_could_not_confirm_is_not_confirmed_by_the_same_answer(clinic, ann, mo):
    row = make.nppes()
    ada = make.clinician(clinic)
    npi = state.claim(clinic, by=ann, clinician=ada, kind="npi", number=make.npi(1))
    settle(npi, by=mo, outcome="unconfirmed")
    today(everything=True)
    assert (answers(npi)[-1], of(ada, "npi").current) == ("agrees", None)
    row.first_name = "A"
    row.save()
    today(everything=True)
    assert (answers(npi)[-1], of(ada, "npi").current.outcome) == ("confirmed", "confirmed")


def test_a_possible_exclusion_waits_is_decided_once_and_shows_nothing_before(clinic, mo):
    make.exclusion(last_name="MARSH", first_name="ADA")
    ada = make.clinician(clinic)
    today()
    line = of(ada, "not-excluded")
    assert (answers(line), line.current, waiting()) == (
        ["possible"], None, [("not-excluded", "exclusion")],
    )  # fmt: skip
    with pytest.raises(CredentialRefused, match="which second identifier"):
        settle(line, by=mo, note=" ")
    settle(line, by=mo, note="born in another year")
    new_file("leie")
    today()
    assert answers(line) == ["possible", "confirmed", "confirmed"]
    assert waiting() == []
    make.exclusion(last_name="MARSH", first_name="ADA", city="TAMPA")
    today(everything=True)
    assert (answers(line)[-1], waiting()) == ("possible", [("not-excluded", "exclusion")])
    assert of(ada, "not-excluded").current.outcome == "confirmed"


def test_a_clinic_cannot_find_out_whom_the_list_may_mean_by_asking_for_another_look(
    clinic, ann, mo
):
    make.exclusion(last_name="MARSH", first_name="ADA")
    lines = [of(make.clinician(clinic, given_name=name), "not-excluded") for name in ("Ada", "Bea")]
    today()
    assert waiting() == [("not-excluded", "exclusion")]
    for line in lines:
        with pytest.raises(CredentialRefused, match="Moderators check the exclusion list"):
            state.renew(line, by=ann, documents=[CARD])
    settle(lines[0], by=mo, outcome="asked-back")
    state.renew(lines[0], by=ann, documents=[CARD])
    assert waiting() == [("not-excluded", "renewed")]


def test_of_two_people_of_one_name_and_state_the_other_is_never_marked(clinic, mo):
    known = make.clinician(clinic)
    make.credential(clinic, "npi", clinician=known, confirmed_until=50)
    make.exclusion(last_name="MARSH", first_name="ADA", npi=int(make.npi(2)))
    other = make.clinician(make.clinic(name="Rival"))
    make.credential(other.clinic, "npi", clinician=other, number=make.npi(2), confirmed_until=50)
    today()
    assert answers(of(known, "not-excluded")) == ["confirmed"]
    assert answers(of(other, "not-excluded")) == ["match"]
    settle(of(other, "not-excluded"), by=mo, outcome="excluded")
    today(everything=True)
    assert of(known, "not-excluded").current.outcome == "confirmed"
    assert of(other, "not-excluded").current.outcome == "excluded"
    assert waiting() == []


@pytest.mark.parametrize("how", ["reinstated", "absent"])
def test_a_person_reinstated_is_clear_again(clinic, mo, how):
    row = make.exclusion(last_name="MARSH", first_name="ADA")
    ada = make.clinician(clinic)
    today()
    settle(of(ada, "not-excluded"), by=mo, outcome="excluded")
    if how == "absent":
        row.delete()
    else:
        Exclusion.objects.update(reinstated_on=make.days_ago(1))
    new_file("leie")
    today()
    line = of(ada, "not-excluded")
    assert (answers(line)[-1], line.current.outcome) == ("confirmed", "confirmed")


def test_another_npi_does_not_clear_whom_a_moderator_found_excluded(clinic, ann, mo):
    make.exclusion(last_name="MARSH", first_name="ADA", npi=int(make.npi(2)))
    ada = make.clinician(clinic)
    npi = make.credential(clinic, "npi", clinician=ada, number=make.npi(2), confirmed_until=50)
    today()
    settle(of(ada, "not-excluded"), by=mo, outcome="excluded")
    state.withdraw(npi, by=ann)
    make.nppes(make.npi(3))
    state.claim(clinic, by=ann, clinician=ada, kind="npi", number=make.npi(3))
    line = of(ada, "not-excluded")
    assert (answers(line)[-1], line.current.outcome) == ("possible", "excluded")
    assert waiting(why="exclusion") == [("not-excluded", "exclusion")]


def test_the_clinic_itself_is_looked_up_by_its_npi_or_its_name(clinic, ann):
    make.exclusion(last_name="", first_name="", business_name="PELICAN KEY LLC")
    state.claim(clinic, by=ann, kind="rems")
    line = Credential.objects.get(clinic=clinic, kind="not-excluded")
    assert (line.clinician, answers(line)) == (None, ["possible"])
    assert waiting(why="exclusion") == [("not-excluded", "exclusion")]


def test_an_expiry_that_passed_is_said_once_and_told_once(clinic, ann, ada):
    card = make.credential(clinic, "acls", clinician=ada, confirmed_until=-2,
                           expires_on=make.days_ago(2))  # fmt: skip
    make.credential(clinic, "bls", clinician=ada, confirmed_until=0, expires_on=make.today())
    for _again in range(2):
        today(everything=True)
    assert answers(card) == ["confirmed", "expired"]
    assert of(ada, "acls").current.outcome == "confirmed"
    assert list(Notice.objects.values_list("user", "words")) == [
        (ann.pk, "Ada Marsh: ACLS card (advanced life support) has expired. Renew it.")
    ]


def test_only_what_is_due_is_asked_and_nothing_of_who_left_or_was_taken_back(clinic, ann, ada):
    make.nppes()
    npi = make.credential(clinic, "npi", clinician=ada)
    left = whole(clinic, given_name="Gus", left_on=make.today())
    assert (today().credentials, today().credentials) == (1, 0)
    assert today(everything=True).credentials == 1
    new_file("nppes")
    state.withdraw(npi, by=ann)
    assert today(everything=True).credentials == 0
    assert answers(of(left, "npi")) == ["confirmed"]


def test_one_that_cannot_be_checked_stops_no_other(clinic, ada, caplog):
    make.nppes()
    make.credential(clinic, "npi", clinician=ada)
    rival = whole(make.clinic(name="Rival"), until=1)
    Clinic.objects.filter(name="Rival").update(website="no address")
    with pytest.raises(CommandError, match="1 could not be checked"):
        call_command("check_credentials")
    assert answers(of(ada, "npi")) == ["confirmed"]
    assert answers(of(rival, "npi")) == ["confirmed"]
    assert f"The credentials of clinic {rival.clinic_id} could not be checked." in caplog.text


def test_the_command_says_what_came_out_and_which_register_is_missing(clinic, ada, capsys):
    make.nppes()
    make.credential(clinic, "npi", clinician=ada)
    call_command("check_credentials")
    assert capsys.readouterr().out.splitlines() == [
        "Not checked, because no file of it is loaded: LEIE, the federal exclusion list.",
        "1 credentials checked.",
        "  1 confirmed",
        "0 new cases wait for a moderator.",
    ]
    assert answers(of(ada, "not-excluded")) == []


def test_one_credential_can_be_looked_at_alone(clinic, ada):
    make.nppes()
    npi = make.credential(clinic, "npi", clinician=ada)
    make.credential(clinic, "licence", clinician=ada)
    assert [row.outcome for row in check(npi, on=make.today())] == ["confirmed"]
    assert Check.objects.count() == 1


@pytest.mark.parametrize("clinics", [1, 3])
def test_a_batch_asks_as_often_for_three_clinics_as_for_one(clinics, django_assert_num_queries):
    make.nppes()
    make.exclusion()
    for number in range(clinics):
        person = make.clinician(make.clinic(name=f"Clinic {number}"))
        make.credential(person.clinic, "npi", clinician=person, standing="claimed")
        Credential.objects.filter(kind="not-excluded").update(standing="claimed")
    with django_assert_num_queries(15):
        assert today().credentials == 2 * clinics
    assert (CredentialCase.objects.count(), RegisterFile.objects.count()) == (0, 2)


def test_a_run_brings_facts_back_to_what_the_credentials_show(clinic):
    ada = whole(clinic, until=60)
    today()
    right = fact(clinic, "staff.psychiatrist")
    rows = Fact.objects.filter(code="staff.psychiatrist")
    rows.update(confirmed_by="", confirmed_on=None, due_on=None)
    today()
    assert fact(clinic, "staff.psychiatrist") == right == (
        True, "register", make.days_ago(5), in_days(60),
    )  # fmt: skip
    Credential.objects.filter(clinician=ada).update(standing="withdrawn")
    today()
    assert fact(clinic, "staff.psychiatrist") == (True, "", None, None)


@pytest.mark.parametrize(
    ("ours", "theirs", "outcome"),
    [
        ("O’Brien", "O'BRIEN", "possible"), ("OBrien", "O BRIEN JR", "possible"),
        ("McDonald", "MC DONALD", "possible"), ("Núñez-Ross", "NUNEZ ROSS", "possible"),
        ("Ross-Marsh", "MARSH", "possible"), ("Marsh", "ROSS-MARSH JR", "possible"),
        ("Ross Marsh", "ross", "possible"), ("Marsh", "ROSS-MARSHALL", "confirmed"),
        ("Marsh", "MARSHALL", "confirmed"), ("Marsh", "", "confirmed"),
    ],
)  # fmt: skip
def test_the_exclusion_list_is_searched_however_it_spells_a_name(clinic, ours, theirs, outcome):
    make.exclusion(last_name=theirs, first_name="ADA")
    person = make.clinician(clinic, family_name=ours)
    today()
    assert answers(of(person, "not-excluded")) == [outcome]


def test_a_run_that_was_stopped_goes_on_where_it_was(clinic, ada, monkeypatch):
    make.nppes()
    rival = make.clinician(make.clinic(name="Rival"))
    for person in (ada, rival):
        make.credential(person.clinic, "npi", clinician=person)
    monkeypatch.setattr("clinics.credentials.actions.check.CLINICS_AT_ONCE", 1)

    def stopped(batches, total):
        yield batches[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        today(watch=stopped)
    assert [answers(of(person, "npi")) for person in (ada, rival)] == [["confirmed"], []]
    assert today().credentials == 1
    assert [answers(of(person, "npi")) for person in (ada, rival)] == [["confirmed"]] * 2
