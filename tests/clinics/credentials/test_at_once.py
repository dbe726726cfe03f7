"""Several people and the machine at the same credential in the same moment."""

import pytest
from django.db.models import Max

from clinics.credentials.actions import state
from clinics.credentials.actions.check import check_due
from clinics.credentials.actions.decide import (
    CredentialRefused,
    Sent,
    decide,
    decide_together,
    digest,
)
from clinics.credentials.decision import Decided
from clinics.models import Check, Credential, CredentialCase, Event
from tests import make
from tests.at_once import all_at_once
from tests.clinics.credentials.cast import case_of, fact, in_days, of, waiting, whole

pytestmark = pytest.mark.django_db(transaction=True)


def deciding(case, seen, by):
    said = {"outcome": "confirmed", "method": "document", "valid_until": in_days(60)}
    return lambda: decide(case, by=by, seen=seen, **said)


def refusals(results) -> list[str]:
    return [str(result) for result in results if isinstance(result, CredentialRefused)]


def errors(results) -> list[Exception]:
    """What went wrong otherwise than in words."""
    wrong = [result for result in results if isinstance(result, Exception)]
    return [error for error in wrong if not isinstance(error, CredentialRefused)]


def test_of_twenty_moderators_one_decides(clinic, ann):
    ada = make.clinician(clinic)
    card = state.claim(clinic, by=ann, clinician=ada, kind="acls", expires_on=in_days(90))
    rival = state.claim(clinic, by=ann, clinician=ada, kind="bls", expires_on=in_days(90))
    case = case_of(card)
    make.evidence(card)
    moderators = [make.moderator(f"mo{n}@example.org", password=None) for n in range(20)]
    results = all_at_once([deciding(case, digest(case), by) for by in moderators])
    assert refusals(results) == ["Another moderator decided this already."] * 19
    assert errors(results) == []
    assert Check.objects.filter(credential=card).count() == 1
    assert Event.objects.filter(verb="credential confirmed").count() == 1
    assert waiting() == [("bls", "claimed")]
    assert rival.checks.count() == 0


def test_one_claim_of_ten_that_say_the_same_is_stored(clinic, ann):
    ada = make.clinician(clinic)
    results = all_at_once(
        [lambda: state.claim(clinic, by=ann, clinician=ada, kind="npi", number=make.npi(1))] * 10
    )
    assert len(refusals(results)) == 9
    assert errors(results) == []
    assert (Credential.objects.filter(kind="npi").count(), waiting()) == (1, [("npi", "claimed")])


def test_claims_and_decisions_that_cross_leave_each_whole(clinic, ann):
    ada, mo = make.clinician(clinic), make.moderator()
    cards = [
        state.claim(clinic, by=ann, clinician=ada, kind="acls", number=str(n),
                      expires_on=in_days(90))
        for n in range(5)
    ]  # fmt: skip
    for card in cards:
        make.evidence(card)
    calls = [deciding(case_of(card), digest(case_of(card)), mo) for card in cards]
    calls += [lambda card=card: state.withdraw(card, by=ann) for card in cards]
    calls += [
        lambda n=n: state.claim(clinic, by=ann, clinician=ada, kind="bls", number=str(n),
                                  expires_on=in_days(90))
        for n in range(5)
    ]  # fmt: skip
    results = all_at_once(calls)
    assert errors(results) == []
    assert set(refusals(results)) <= {"The clinic took this back: there is nothing to decide."}
    assert waiting() == [("bls", "claimed")] * 5
    assert {card.standing for card in Credential.objects.filter(kind="acls")} == {"withdrawn"}
    decided = CredentialCase.objects.exclude(decision=None)
    assert decided.count() == Check.objects.filter(by=mo).count() == 5 - len(refusals(results))


def test_two_runs_and_a_decision_at_once_end_as_one_after_the_other(clinic, ann):
    make.nppes()
    make.exclusion()
    for _n in range(3):
        whole(make.clinic(name="Rival"), until=5)
    ada, mo = whole(clinic, until=5), make.moderator()
    state.renew(of(ada, "board-certification"), by=ann, expires_on=in_days(90))
    case = case_of(of(ada, "board-certification"))
    make.evidence(of(ada, "board-certification"))
    before = Check.objects.aggregate(last=Max("pk"))["last"]
    results = all_at_once(
        [lambda: check_due(on=make.today()), lambda: check_due(on=make.today()),
         deciding(case, digest(case), mo)]
    )  # fmt: skip
    assert (errors(results), refusals(results)) == ([], [])
    new = Check.objects.filter(pk__gt=before)
    assert sorted(new.values_list("credential__kind", "outcome")) == sorted(
        [("npi", "confirmed"), ("licence", "agrees"), ("not-excluded", "confirmed")] * 3
        + [("board-certification", "confirmed")]
    )
    assert fact(clinic, "staff.psychiatrist") == (True, "document", make.today(), in_days(5))


def test_of_two_moderators_who_decide_a_whole_person_one_decides_all_of_it(clinic, ann):
    ada = make.clinician(clinic)
    cards = [state.claim(clinic, by=ann, clinician=ada, kind=kind, expires_on=in_days(90))
             for kind in ("acls", "bls")]  # fmt: skip
    for card in cards:
        make.evidence(card)
    typed = Decided(outcome="confirmed", method="document", valid_until=in_days(60))
    sent = [Sent(case=case_of(card), seen=digest(case_of(card)), typed=typed) for card in cards]
    mo, moe = make.moderator(), make.moderator("moe@example.org")
    # They send the two in opposite orders; the clinic's lock comes first.
    results = all_at_once([
        lambda: decide_together(sent, by=mo), lambda: decide_together(sent[::-1], by=moe)
    ])  # fmt: skip
    assert errors(results) == []
    [refusal] = refusals(results)
    assert refusal.partition("): ")[2] == "Another moderator decided this already."
    assert len(set(Check.objects.exclude(by=None).values_list("by", flat=True))) == 1
    assert waiting() == []
