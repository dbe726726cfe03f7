"""What was asked for, and how a clinic answers it: an insurer's yes never looks like more."""

import pytest
from django.http import QueryDict

from clinics.models import Clinic
from directory.presenting.coverage import coverages_of
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reported
from directory.presenting.ticks import matches, ticks_of
from directory.search.carried import carried, carry, split
from directory.search.question import QuestionRefused, ask
from tests import make

pytestmark = pytest.mark.django_db


def listed(**answers) -> Listed:
    clinic = make.clinic(**answers)
    return Listed(Clinic.objects.with_answers().get(pk=clinic.pk))


def ticks(query: str, one: Listed, reports=None):
    question = ask(QueryDict(query))
    return ticks_of(question, one, on=make.today(), reports=reports or {})


def medicare(**words) -> Listed:
    return listed(facts=[make.fact("insurance.medicare", **words)])


VISITS, DRIP = ["visits"], ["iv-infusion"]


@pytest.mark.parametrize(
    ("words", "query", "state", "remark"),
    [
        ({"covers": VISITS}, "", "half", "pays for visits only"),
        ({"covers": VISITS}, "&route=iv-infusion", "half", "pays for visits only"),
        ({"covers": VISITS + DRIP}, "", "yes", "pays for visits and IV infusion"),
        ({"covers": DRIP}, "&route=iv-infusion", "yes", "pays for IV infusion"),
        ({"covers": DRIP}, "&route=lozenge", "half", "pays for IV infusion"),
        ({}, "", "unclear", "what it pays for is not stated"),
        ({"detail": "Visits, not the lozenges"}, "", "half", "Visits, not the lozenges"),
        (
            {"covers": DRIP, "prior_authorization": True, "detail": "Ask Bea"},
            "", "yes", "pays for IV infusion; needs prior authorization · Ask Bea",
        ),
        ({"covers": DRIP, "prior_authorization": False}, "", "yes",
         "pays for IV infusion; no prior authorization"),
        ({"value": False}, "", "no", ""),
    ],
)  # fmt: skip
def test_an_insurer_is_met_only_where_it_pays_for_the_treatment(words, query, state, remark):
    tick = ticks(f"insurance=medicare{query}", medicare(**words))[-1]
    assert (tick.code, tick.label, tick.state, tick.remark) == (
        "insurance.medicare", "Medicare", state, remark)  # fmt: skip


def test_remarks_and_reports_stand_beside_a_tick():
    one = listed(facts=[make.fact("condition.crps", detail="Adults only")], no="condition.ptsd")
    reports = {"condition.crps": Reported(count=2, since=make.days_ago(0))}
    [crps, ptsd, ocd] = ticks("condition=crps&condition=ptsd&condition=ocd", one, reports)
    assert crps.remark == f"Adults only · {reports['condition.crps']}"
    assert [(t.label, t.state) for t in (crps, ptsd, ocd)] == [
        ("CRPS", "yes"), ("PTSD", "no"), ("OCD", "unstated")]  # fmt: skip
    assert matches([crps, ptsd, ocd]) == (
        "Matches 1 of the 3 things you chose; does not say: OCD; says no to PTSD")  # fmt: skip


def test_what_must_be_confirmed_and_is_not_does_not_match():
    plan, consent = "safety.emergency-plan", "safety.informed-consent"
    one = listed(
        facts=[make.fact(plan, confirmed="document"),
               make.fact(consent, confirmed="document", due_in=-1)],
        yes="condition.crps",
    )  # fmt: skip
    asked = "condition=crps&safety=emergency-plan&safety=informed-consent"
    assert [tick.state for tick in ticks(asked, one)] == ["yes", "yes", "yes"]
    crps, consented, planned = ticks(f"{asked}&verified=1", one)
    assert (crps.state, crps.remark) == ("yes", "the clinic’s word: nobody else confirms this")
    assert (consented.state, consented.remark) == ("unconfirmed", "check overdue")
    assert (planned.state, planned.remark) == ("yes", "confirmed by others")
    states = {tick.code: tick.state for tick in ticks(f"condition=crps&confirmed={consent}", one)}
    assert states == {"condition.crps": "yes", consent: "unconfirmed"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ""),
        ("condition=crps", "Matches what you chose"),
        ("condition=ptsd", "Does not fully match what you chose; says no to PTSD"),
        ("condition=crps&insurance=medicare", "Matches both things you chose"),
        ("condition=crps&insurance=medicare&route=iv-infusion", "Matches all 3 things you chose"),
        ("condition=crps&insurance=aetna", "Matches 1 of the 2 things you chose; unclear: Aetna"),
        ("condition=crps&insurance=medicare&route=lozenge",
         "Matches 1 of the 3 things you chose; only in part: Medicare; "
         "does not say: Lozenge or tablet"),
    ],
)  # fmt: skip
def test_how_much_matches_in_words(query, words):
    insured = make.fact("insurance.medicare", covers=DRIP)
    says = "condition.crps route.iv-infusion insurance.aetna"
    one = listed(facts=[insured], yes=says, no="condition.ptsd")
    assert matches(ticks(query, one)) == words


def test_what_each_insurer_pays_for_in_the_order_of_the_checklist():
    one = listed(
        facts=[make.fact("insurance.aetna"), make.fact("insurance.medicare", covers=DRIP)],
        no="insurance.cigna",
    )
    found = [(c.code, c.covers, c.prior_authorization) for c in coverages_of(one)]
    assert found == [("medicare", ("iv-infusion",), None), ("aetna", (), None)]


def test_what_was_asked_for_travels_in_the_address_and_nothing_else_does():
    doctor = "staff.anesthesiologist"
    query = f"clinic=a&near=33444&radius=50&condition=crps&confirmed={doctor}&sort=name"
    _ours, others = split(QueryDict(query))
    assert others.urlencode() == "clinic=a&radius=50&sort=name"
    question = carried(QueryDict(query))
    assert carry(question) == f"near=33444&condition=crps&confirmed={doctor}"
    assert carried(QueryDict(carry(question))) == question
    assert carry(carried(QueryDict("clinic=a"))) == ""
    with pytest.raises(QuestionRefused):
        carried(QueryDict("condition=boredom"))
