"""Deciding: what was on the screen, by somebody else, once; and what the public sees then."""

import pytest
from django.test import Client

from clinics.credentials.actions import state
from clinics.credentials.actions.decide import CredentialRefused, decide, digest, reopen
from clinics.models import Check, Credential, CredentialCase, Event, Notice
from directory.presenting.clinicians import clinicians_of
from tests import make
from tests.clinics.credentials.cast import BOARD, case_of, in_days, settle, waiting, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    whole(make.clinic(name="Rival"), given_name="Ben", family_name="Rival")
    return make.clinic(name="Pelican Key")


@pytest.fixture
def ada(clinic):
    return make.clinician(clinic)


@pytest.fixture
def licence(clinic, ann, ada):
    return state.claim(clinic, by=ann, kind="licence", clinician=ada, state="FL", number="ME 1",
                         expires_on=in_days(300))  # fmt: skip


def now(credential: Credential) -> tuple[str, str | None]:
    credential.refresh_from_db()
    return credential.standing, credential.current and credential.current.outcome


def public(credential: Credential) -> list[str]:
    """The people of its clinic that everybody sees."""
    found = clinicians_of([credential.clinic_id])[credential.clinic_id]
    return [str(person.clinician) for person in found.named]


def test_a_confirmed_credential_is_shown_with_its_check_and_who_asked_is_told(licence, ada, mo):
    case = settle(licence, by=mo, words="", source="Florida board", note="looked up by name")
    assert now(licence) == ("shown", "confirmed")
    check = Check.objects.get(credential=licence)
    assert (check.by, check.method, check.source, check.source_url, check.valid_until) == (
        mo, "board", "Florida board", BOARD, in_days(60),
    )  # fmt: skip
    assert (case.decision, case.decided_by) == (check, mo)
    assert public(licence) == ["Ada Marsh"]
    assert set(Notice.objects.values_list("is_urgent", flat=True)) == {True}  # mailed at once
    assert list(Notice.objects.values_list("user__email", "words")) == [
        ("ann@example.org", "Ada Marsh, State license: Confirmed.")
    ]
    assert waiting() == []


@pytest.mark.parametrize(
    ("outcome", "standing", "seen"),
    [("unconfirmed", "shown", ["Ada Marsh"]), ("refused", "refused", []),
     ("asked-back", "claimed", [])],
)  # fmt: skip
def test_what_is_not_confirmed_is_shown_as_the_clinics_word_or_not_at_all(
    licence, mo, outcome, standing, seen
):
    settle(licence, by=mo, outcome=outcome)
    assert now(licence) == (standing, None)
    assert public(licence) == seen
    assert Check.objects.filter(credential=licence).count() == (outcome != "asked-back")
    assert CredentialCase.objects.get(credential=licence).words == "as we said"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"outcome": "excluded"}, "Choose one of the outcomes."),
        ({"method": "register"}, "Choose how you checked it."),
        ({"valid_until": None}, "Valid until: this is needed to confirm."),
        ({"valid_until": -1}, "Valid until: this day has passed."),
        ({"valid_until": 301}, "Valid until: the credential expires on"),
        ({"source_url": ""}, "Source address: say where you looked it up."),
        ({"source_url": "javascript:alert(1)"}, "Source address: this is not a web address."),
        ({"outcome": "refused", "words": " "}, "Say why, in words the clinic understands."),
        ({"outcome": "asked-back", "words": ""}, "Say why, in words the clinic understands."),
        ({"note": "x" * 2001}, "One of the answers is too long."),
        (
            {"words": "a\0b"},
            "One of the answers contains an invisible character that cannot be stored.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_a_decision_that_says_too_little_is_refused_in_words(licence, mo, wrong, words):
    if until := wrong.get("valid_until"):
        wrong = {"valid_until": in_days(until)}  # a day read with this file may be yesterday's
    with pytest.raises(CredentialRefused, match=words):
        settle(licence, by=mo, **wrong)
    assert now(licence) == ("claimed", None)
    assert Check.objects.filter(credential=licence).count() == 0


def test_nothing_holds_for_more_than_two_years(clinic, ann, ada, mo):
    board = state.claim(clinic, by=ann, clinician=ada, kind="board-certification", name="ABPN")
    with pytest.raises(CredentialRefused, match="Valid until: at most two years from today"):
        settle(board, by=mo, valid_until=in_days(732))
    settle(board, by=mo, valid_until=in_days(731))
    assert now(board) == ("shown", "confirmed")


def test_only_a_moderator_decides_who_neither_asked_nor_speaks_for_the_clinic(licence, ann, mo):
    make.member("house@example.org", licence.clinic)
    house = make.moderator("other@example.org")
    actions_house = make.member("other@example.org", licence.clinic)
    assert house == actions_house
    plain = make.user("plain@example.org", is_moderator=True)
    for by in (house, plain, make.user("sam@example.org")):
        with pytest.raises(CredentialRefused, match="A moderator who does not speak for this"):
            settle(licence, by=by)
    CredentialCase.objects.update(opened_by=mo)
    with pytest.raises(CredentialRefused, match="Somebody else must decide what you asked for"):
        settle(licence, by=mo)


def test_what_changed_since_it_was_on_the_screen_is_not_decided(licence, mo):
    case = case_of(licence)
    seen = digest(case)
    make.check(licence, "differs", method="register")
    with pytest.raises(CredentialRefused, match="This case changed while you were deciding"):
        decide(case, by=mo, seen=seen, outcome="refused", method="board", words="no")
    settle(licence, by=mo, outcome="refused")
    with pytest.raises(CredentialRefused, match="Another moderator decided this already"):
        decide(case, by=mo, seen=digest(case), outcome="refused", method="board", words="no")


def test_a_decision_keeps_what_the_register_had_said(licence, mo):
    compared = [{"what": "licence", "claimed": "FL ME 1", "found": "", "agrees": False}]
    make.check(licence, "not-found", method="register", compared=compared)
    settle(licence, by=mo)
    assert Check.objects.get(credential=licence, by=mo).compared == compared


def test_a_renewals_new_expiry_waits_with_it_and_the_old_state_stays_public(clinic, ann, ada, mo):
    card = make.credential(clinic, "acls", clinician=ada, confirmed_until=-3,
                           expires_on=make.days_ago(3))  # fmt: skip
    with pytest.raises(CredentialRefused, match="Enter the new expiration date, or add"):
        state.renew(card, by=ann)
    state.renew(card, by=ann, expires_on=in_days(700))
    card.refresh_from_db()
    assert (card.expires_on, card.current.valid_until) == (make.days_ago(3), make.days_ago(3))
    with pytest.raises(CredentialRefused, match="This waits for a moderator already"):
        state.renew(card, by=ann, expires_on=in_days(701))
    settle(card, by=mo, valid_until=in_days(700))
    card.refresh_from_db()
    assert (card.expires_on, card.current.valid_until) == (in_days(700), in_days(700))


def test_the_answer_to_a_question_is_a_new_case(licence, ann, mo):
    settle(licence, by=mo, outcome="asked-back", words="Which number?")
    state.renew(licence, by=ann, expires_on=in_days(200))
    assert waiting() == [("licence", "renewed")]
    settle(licence, by=mo, valid_until=in_days(200))
    assert now(licence) == ("shown", "confirmed")


def test_what_the_clinic_takes_back_can_no_longer_be_decided(licence, ann, mo):
    case, seen = case_of(licence), digest(case_of(licence))
    state.withdraw(licence, by=ann)
    with pytest.raises(CredentialRefused, match="The clinic took this back"):
        decide(case, by=mo, seen=seen, outcome="refused", method="board", words="no")
    assert (now(licence)[0], waiting()) == ("withdrawn", [])
    with pytest.raises(CredentialRefused, match="The clinic took this back"):
        reopen(case, by=mo, reason="A mistake.")


def test_a_decision_is_undone_by_a_new_one(licence, ann, mo):
    old = settle(licence, by=mo, outcome="refused")
    with pytest.raises(CredentialRefused, match="Say why"):
        reopen(old, by=mo, reason=" ")
    new = reopen(old, by=mo, reason="The wrong person was looked up.")
    assert (new.opened_by, now(licence)[0]) == (ann, "refused")
    with pytest.raises(CredentialRefused, match="This waits for a decision already"):
        reopen(old, by=mo, reason="Again.")
    settle(licence, by=make.moderator("mia@example.org"))
    assert now(licence) == ("shown", "confirmed")


def test_a_refused_credential_that_was_stated_anew_cannot_come_back_twice(
    licence, clinic, ann, ada, mo
):
    old = settle(licence, by=mo, outcome="refused")
    reopen(old, by=mo, reason="A mistake.")
    state.claim(clinic, by=ann, kind="licence", clinician=ada, state="FL", number="ME 1")
    with pytest.raises(CredentialRefused, match="The clinic has stated the same thing again since"):
        settle(licence, by=mo)
    assert now(licence)[0] == "refused"


def test_the_public_history_names_what_was_confirmed_and_nobody(licence, mo, clinic):
    settle(licence, by=mo)
    public = Event.objects.public().about_clinic(clinic.pk).filter(actor="moderator")
    assert [(event.why, list(event.after)) for event in public] == [
        ("A moderator confirmed: State license.", ["staff.psychiatrist"])
    ]
    page = Client().get(f"/clinics/{clinic.slug}/history/").content.decode()
    assert "A moderator confirmed: State license." in page
    assert "Marsh" not in page
