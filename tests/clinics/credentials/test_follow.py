"""Facts follow from credentials: confirmed when somebody holds it all, and only as long."""

import pytest
from django.test import Client

from clinics.credentials.actions import state
from clinics.credentials.actions.check import check
from clinics.credentials.actions.follow import follow
from clinics.credentials.derived_facts import is_derived
from clinics.credentials.models import CredentialRefused
from clinics.listing.actions.editing import editing
from clinics.models import Clinic, Credential, Event, Fact, Notice
from tests import make
from tests.clinics.credentials.cast import fact, in_days, of, settle, whole

pytestmark = pytest.mark.django_db
PSYCHIATRIST = "staff.psychiatrist"


@pytest.fixture
def clinic():
    rival = make.clinic(name="Rival", yes="staff.psychiatrist safety.acls-on-site")
    make.clinician(rival, given_name="Ben")
    return make.clinic(name="Pelican Key")


def followed(clinic):
    """The facts after following: nothing of any other clinic changed."""
    rival = list(Fact.objects.filter(clinic__name="Rival").values())
    with editing(clinic.pk) as listing:
        follow([listing], actor="moderator", why="a reason")
    assert list(Fact.objects.filter(clinic__name="Rival").values()) == rival
    return clinic


def names(**query) -> list[str]:
    """Whom a search finds."""
    answer = Client().get("/api/v1/clinics", query).json()
    return [clinic["name"] for clinic in answer["results"]]


def test_a_fact_is_confirmed_when_one_person_holds_everything_the_profession_asks_for(clinic):
    ada = whole(clinic, until=60, days=5)
    make.credential(clinic, "licence", clinician=ada, state="GA", confirmed_until=10)
    assert fact(followed(clinic), PSYCHIATRIST) == (
        True, "register", make.days_ago(5), in_days(60),
    )  # fmt: skip
    assert names(staff="psychiatrist", verified=1) == ["Pelican Key"]
    assert names(staff="psychiatrist") == ["Pelican Key", "Rival"]


@pytest.mark.parametrize("missing", ["npi", "licence", "board-certification", "not-excluded"])
def test_without_one_of_them_it_is_the_clinics_word(clinic, missing):
    ada = whole(clinic)
    Credential.objects.filter(clinician=ada, kind=missing).update(current=None)
    assert fact(followed(clinic), PSYCHIATRIST) == (True, "", None, None)
    assert names(staff="psychiatrist", verified=1) == []


def test_two_people_with_half_each_confirm_nothing(clinic):
    for name, kinds in (("Ada", ("npi", "licence")), ("Bea", ("board-certification",))):
        person = make.clinician(clinic, given_name=name)
        for kind in (*kinds, "not-excluded"):
            make.credential(clinic, kind, clinician=person, confirmed_until=60)
    assert fact(followed(clinic), PSYCHIATRIST) == (True, "", None, None)


def test_of_several_the_one_who_holds_longest_counts_and_a_document_says_so(clinic):
    whole(clinic, until=60)
    bea = whole(clinic, until=70, days=2, given_name="Bea")
    make.check(of(bea, "licence"), "confirmed", method="document", valid_until=in_days(65))
    licence = of(bea, "licence")
    licence.current = licence.checks.get(method="document")
    licence.save()
    assert fact(followed(clinic), PSYCHIATRIST) == (
        True, "document", make.days_ago(2), in_days(65),
    )  # fmt: skip


def test_what_ran_out_reads_overdue_and_is_never_deleted_by_time(clinic):
    ada = whole(clinic, until=-1, days=40)
    assert fact(followed(clinic), PSYCHIATRIST) == (
        True, "register", make.days_ago(40), make.days_ago(1),
    )  # fmt: skip
    assert names(staff="psychiatrist", verified=1) == []
    make.credential(clinic, "bls", clinician=ada)
    npi = of(ada, "npi")
    npi.current = make.check(npi, "confirmed", days=0, valid_until=in_days(90))
    npi.save()
    assert fact(followed(clinic), PSYCHIATRIST) == (
        True, "register", make.days_ago(40), make.days_ago(1),
    )  # fmt: skip


def test_the_confirmation_goes_with_the_person_the_credential_or_an_exclusion(clinic, ann):
    ada = whole(clinic)
    followed(clinic)
    state.withdraw(of(ada, "licence"), by=ann)
    assert fact(clinic, PSYCHIATRIST) == (True, "", None, None)
    bea = whole(clinic, given_name="Bea")
    assert fact(followed(clinic), PSYCHIATRIST)[1] == "register"
    state.leave(bea, by=ann)
    assert fact(clinic, PSYCHIATRIST) == (True, "", None, None)
    cai = whole(clinic, given_name="Cai")
    assert fact(followed(clinic), PSYCHIATRIST)[1] == "register"
    line = of(cai, "not-excluded")
    line.current = make.check(line, "excluded")
    line.save()
    assert fact(followed(clinic), PSYCHIATRIST) == (True, "", None, None)


def test_what_an_import_confirmed_of_a_clinic_that_names_nobody_stays(clinic, ann):
    facts = [make.fact(PSYCHIATRIST, confirmed="register", due_in=30),
             make.fact("accreditation.aaahc", confirmed="public-list", due_in=30),
             make.fact("safety.acls-on-site", confirmed="document", due_in=30)]  # fmt: skip
    other = make.clinic(name="Imported", facts=facts)
    before = {code: fact(other, code) for code in ("accreditation.aaahc", PSYCHIATRIST)}
    ann = make.ann(other)
    make.credential(other, "rems", confirmed_until=20)
    ada = state.add_clinician(other, by=ann, given_name="Ada", family_name="Marsh",
                                profession="psychiatrist", role="prescribes")  # fmt: skip
    claimed = state.claim(other, by=ann, clinician=ada, kind="board-certification", name="B")
    followed(other)
    assert {code: fact(other, code) for code in before} == before
    settle(claimed, by=make.moderator())
    assert fact(other, PSYCHIATRIST) == (True, "", None, None)
    assert fact(other, "accreditation.aaahc") == before["accreditation.aaahc"]


def test_a_no_becomes_yes_when_a_moderator_shows_such_a_person(clinic):
    other = make.clinic(name="Says no", no=PSYCHIATRIST)
    person = make.clinician(other)
    make.credential(other, "licence", clinician=person, standing="claimed")
    assert fact(followed(other), PSYCHIATRIST)[0] is False
    make.credential(other, "npi", clinician=person, stated_on=make.days_ago(7))
    assert fact(followed(other), PSYCHIATRIST)[0] is True
    row = Fact.objects.get(clinic=other, code=PSYCHIATRIST)
    assert (row.source, row.since) == ("clinic", make.days_ago(7))


def test_an_acls_card_confirms_what_the_clinic_states_and_states_nothing_itself(clinic):
    ada = make.clinician(clinic)
    make.credential(clinic, "acls", clinician=ada, confirmed_until=60)
    assert fact(followed(clinic), "safety.acls-on-site") is None
    other = make.clinic(name="States it", yes="safety.acls-on-site")
    bea = make.clinician(other, given_name="Bea")
    make.credential(other, "acls", clinician=bea, confirmed_until=60)
    assert fact(followed(other), "safety.acls-on-site") == (
        True, "document", make.days_ago(5), in_days(60),
    )  # fmt: skip


def test_the_card_of_somebody_on_the_exclusion_list_confirms_nothing(clinic):
    clinic = make.clinic(name="States it", yes="safety.acls-on-site")
    ada = make.clinician(clinic)
    make.credential(clinic, "acls", clinician=ada, confirmed_until=60)
    line = make.credential(clinic, "not-excluded", clinician=ada)
    line.current = make.check(line, "excluded")
    line.save()
    assert fact(followed(clinic), "safety.acls-on-site") == (True, "", None, None)


def test_the_clinics_own_accreditations_are_facts_each_by_its_name(clinic):
    make.credential(clinic, "accreditation", name="quad-a", confirmed_until=60)
    make.credential(clinic, "accreditation", name="aaahc")
    make.credential(clinic, "rems", confirmed_until=30)
    followed(clinic)
    found = {code: fact(clinic, f"accreditation.{code}")
             for code in ("quad-a", "aaahc", "rems-certified", "joint-commission")}  # fmt: skip
    assert found == {
        "quad-a": (True, "public-list", make.days_ago(5), in_days(60)),
        "aaahc": (True, "", None, None),
        "rems-certified": (True, "document", make.days_ago(5), in_days(30)),
        "joint-commission": None,
    }


def test_following_again_writes_nothing(clinic, django_assert_num_queries):
    whole(clinic)
    followed(clinic)
    events = Event.objects.count()
    with editing(clinic.pk) as listing, django_assert_num_queries(4):
        follow([listing], actor="moderator", why="a reason")
    assert Event.objects.count() == events


def test_which_facts_are_followed():
    codes = (PSYCHIATRIST, "safety.acls-on-site", "accreditation.aaahc", "safety.stop-rule")
    assert [is_derived(code) for code in codes] == [True, True, True, False]


def test_an_exclusion_takes_the_confirmation_and_the_history_names_nobody(clinic, ann):
    ada = whole(clinic)
    followed(clinic)
    make.exclusion(last_name="MARSH", first_name="ADA")
    check(of(ada, "not-excluded"), on=make.today())
    assert fact(clinic, PSYCHIATRIST)[1] == "register"
    settle(of(ada, "not-excluded"), by=make.moderator(), outcome="excluded", words="Read it.")
    assert fact(clinic, PSYCHIATRIST) == (True, "", None, None)
    event = Event.objects.public().about_clinic(clinic.pk).first()
    assert event.why == "A moderator found somebody there on the federal exclusion list."
    assert "Marsh" not in str([event.before, event.after])
    assert list(Notice.objects.values_list("words", flat=True)) == [
        "Ada Marsh, federal exclusion list: On the exclusion list. Read it."
    ]


@pytest.mark.parametrize("standing", ["withdrawn", "refused", "claimed"])
def test_an_accreditation_that_is_not_shown_any_more_states_nothing(clinic, standing):
    make.credential(clinic, "accreditation", name="aaahc", confirmed_until=60, standing=standing)
    make.credential(clinic, "accreditation", name="quad-a")
    followed(clinic)
    assert fact(clinic, "accreditation.aaahc") is None
    assert fact(clinic, "accreditation.quad-a") == (True, "", None, None)


def test_an_accreditation_that_was_taken_back_leaves_the_clinics_word_alone(clinic):
    other = make.clinic(name="States it", facts=[
        make.fact("accreditation.aaahc", confirmed="public-list")])  # fmt: skip
    make.credential(other, "accreditation", name="aaahc", confirmed_until=60, standing="withdrawn")
    assert fact(followed(other), "accreditation.aaahc") == (True, "", None, None)


def test_what_two_people_show_is_stated_since_the_earlier_day(clinic):
    for name, days in (("Ada", 7), ("Bea", 20), ("Cai", 3)):
        person = make.clinician(clinic, given_name=name)
        make.credential(clinic, "npi", clinician=person, stated_on=make.days_ago(days))
    Credential.objects.filter(kind="not-excluded").update(stated_on=make.days_ago(90))
    followed(clinic)
    row = Fact.objects.get(clinic=clinic, code=PSYCHIATRIST)
    assert (row.source, row.since, row.affirmed_on) == (
        "clinic", make.days_ago(20), make.days_ago(20),
    )  # fmt: skip


def test_what_is_stated_already_keeps_its_day_and_its_detail(clinic):
    stated = make.fact(PSYCHIATRIST, days=3, detail="On Mondays")
    other = make.clinic(name="States it", facts=[stated])
    make.credential(other, "npi", clinician=make.clinician(other), stated_on=make.days_ago(20))
    row = Fact.objects.get(clinic=followed(other), code=PSYCHIATRIST)
    assert (row.since, row.detail) == (make.days_ago(3), "On Mondays")


def test_who_is_only_named_makes_no_fact(clinic):
    make.clinician(clinic)
    make.credential(clinic, "rems")
    assert fact(followed(clinic), PSYCHIATRIST) is None
    assert fact(clinic, "accreditation.rems-certified") == (True, "", None, None)


def test_of_two_that_hold_as_long_the_one_looked_at_last_counts(clinic):
    whole(clinic, until=60, days=5)
    whole(clinic, until=60, days=2, given_name="Bea")
    whole(clinic, until=60, days=9, given_name="Cai")
    assert fact(followed(clinic), PSYCHIATRIST) == (
        True, "register", make.days_ago(2), in_days(60),
    )  # fmt: skip


def test_the_card_of_somebody_who_left_confirms_nothing_and_a_colleagues_does(clinic):
    other = make.clinic(name="States it", yes="safety.acls-on-site")
    for name, left, until in (("Ada", 1, 90), ("Bea", None, 60), ("Cai", None, 80)):
        person = make.clinician(other, given_name=name,
                                left_on=make.days_ago(left) if left else None)  # fmt: skip
        make.credential(other, "acls", clinician=person, confirmed_until=until)
        if name == "Cai":
            line = make.credential(other, "not-excluded", clinician=person)
            line.current = make.check(line, "excluded")
            line.save()
    assert fact(followed(other), "safety.acls-on-site") == (
        True, "document", make.days_ago(5), in_days(60),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "confirmed"), [("confirmed", True), ("agrees", False), ("differs", False)]
)
def test_only_a_check_that_confirms_confirms(clinic, outcome, confirmed):
    rems = make.credential(clinic, "rems")
    until = in_days(30) if outcome == "confirmed" else None
    rems.current = make.check(rems, outcome, method="public-list", valid_until=until)
    rems.save()
    assert fact(followed(clinic), "accreditation.rems-certified") == (
        (True, "public-list", make.days_ago(5), in_days(30)) if confirmed
        else (True, "", None, None)
    )  # fmt: skip


def test_a_listing_that_cannot_be_stored_is_refused_in_words(clinic):
    whole(clinic)
    Clinic.objects.filter(pk=clinic.pk).update(email="no address")
    with pytest.raises(CredentialRefused) as refused, editing(clinic.pk) as listing:
        follow([listing], actor="moderator", why="a reason")
    assert str(refused.value) == "Enter a valid e-mail address."
    assert fact(clinic, PSYCHIATRIST) is None


def test_the_trail_says_who_brought_a_fact_about_and_why(clinic):
    whole(clinic)
    mo = make.moderator()
    with editing(clinic.pk) as listing:
        follow([listing], actor="moderator", by=mo, why="a reason")
    event = Event.objects.about_clinic(clinic.pk).first()
    assert (event.verb, event.actor, event.by_id, event.why) == (
        "changed", "moderator", mo.pk, "a reason",
    )  # fmt: skip
    assert list(event.after) == [PSYCHIATRIST]
