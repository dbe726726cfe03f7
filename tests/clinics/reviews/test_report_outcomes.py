"""A report ends in the truth: no doubt vanishes without another answer or a moderator's look."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinics.changes.actions.propose import propose
from clinics.changes.actions.publish import publish_at_once
from clinics.changes.actions.undo import revert
from clinics.models import Event, Notice, Report
from clinics.reviews.actions.report import reopen, report, resolve
from clinics.reviews.answers import is_same, stated_answer
from directory.presenting.patient_reports import reported
from tests import make
from tests.clinics.changes.cast import NO, YES, decide
from tests.clinics.reviews.cast import refusal

pytestmark = pytest.mark.django_db
MEDICARE, AETNA, PHONE = "insurance.medicare", "insurance.aetna", "phone"
UNCHANGED = (
    "Your listing still says what was reported. Edit the answer first. If your edit waits for a "
    "moderator, close this report once it is decided."
)
SAYS_NOTHING = (
    "The listing still says what was reported. Write in the note what was corrected, and how."
)


@pytest.fixture
def heron():
    return make.clinic(name="Heron", slug="heron", yes=f"{MEDICARE} {AETNA}", street="1 Main St",
                       phone="+1 561-555-0101", website="https://heron.example/",
                       prices={"price.session": 400})  # fmt: skip


@pytest.fixture
def ann(heron):
    return make.ann(heron)


def say(clinic, code=MEDICARE, **changes) -> Report:
    """A report; another one, of another answer, is always there."""
    if not Report.objects.filter(code=AETNA).exists():
        report(clinic, code=AETNA, words="Not so.", network="192.0.2.99")
    known = {"words": "I called: they no longer take it.", "network": "192.0.2.10"}
    return report(clinic, code=code, **known | changes)


def counted(clinic) -> dict[str, int]:
    """How many reports the public sees, by code."""
    return {code: one.count for code, one in reported([clinic.pk])[clinic.pk].items()}


def aged(made: Report, days: int) -> None:
    """Have a report closed that many days ago."""
    at = timezone.now() - dt.timedelta(days=days)
    Report.objects.filter(pk=made.pk).update(resolved_at=at)


def waits_for_moderators() -> list[str]:
    return [one.code for one in Report.objects.for_moderators()]


# “The listing was corrected”


def test_a_clinic_says_corrected_only_once_its_answer_is_another(heron, ann, mo):
    made = say(heron)
    assert refusal(lambda: resolve(made, by=ann, resolution="corrected")) == UNCHANGED
    change = propose(heron, {MEDICARE: NO}, by=ann)
    assert refusal(lambda: resolve(made, by=ann, resolution="corrected")) == UNCHANGED
    assert counted(heron) == {MEDICARE: 1, AETNA: 1}
    decide(change, by=mo)
    resolve(made, by=ann, resolution="corrected")
    assert counted(heron) == {AETNA: 1}
    assert waits_for_moderators() == [AETNA, MEDICARE]


def test_another_remark_with_an_answer_is_no_other_answer(heron, ann, mo):
    made = say(heron)
    decide(propose(heron, {MEDICARE: YES | {"detail": "Ask us."}}, by=ann), by=mo)
    assert refusal(lambda: resolve(made, by=ann, resolution="corrected")) == UNCHANGED


@pytest.mark.parametrize(
    ("code", "was", "spelled", "other"),
    [
        ("phone", "+1 561-555-0101", "561-555-0101", "+1 561-555-0102"),
        ("email", "desk@heron.example", "Desk@Heron.example", "ask@heron.example"),
        ("website", "https://heron.example/", "http://www.heron.example#top",
         "https://heron.example/new"),
        ("address",
         {"street": "1 Main Street", "street2": "Suite 5", "city": "Delray Beach", "state": "FL",
          "postal_code": "33444"},
         {"street": "1 MAIN ST.", "street2": "ste 5", "city": "delray beach", "state": "FL",
          "postal_code": "33444-1234"},
         {"street": "1 Main Street", "street2": "Suite 6", "city": "Delray Beach", "state": "FL",
          "postal_code": "33444"}),
        ("hours", [[0, "09:00", "17:00"]], [[0, "12:00", "17:00"], [0, "09:00", "12:00"]],
         [[0, "09:00", "16:00"]]),
        (MEDICARE, {"value": True, "detail": "Part B"}, {"value": True}, {"value": False}),
        ("number.wait_days", {"number": 3}, {"number": 3, "detail": "x"}, {"number": 4}),
        ("price.session", {"amount": "400.00", "currency": "USD"},
         {"amount": "400", "currency": "USD", "includes": "tea"},
         {"amount": "450", "currency": "USD"}),
        ("price.session", {"amount": "400.00", "currency": "USD"},
         {"amount": "400.00", "currency": "USD"}, {"amount": "400.00", "currency": "CAD"}),
    ],
)  # fmt: skip
def test_another_spelling_is_the_same_answer_and_another_value_is_not(code, was, spelled, other):
    assert is_same(code, was, spelled)
    assert not is_same(code, was, other)
    assert not is_same(code, was, None)
    assert is_same(code, None, None)


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        ({"covers": ["iv-infusion", "visits"], "prior_authorization": False}, True),
        ({"covers": ["visits"], "prior_authorization": False}, False),
        ({"covers": ["visits", "iv-infusion"]}, False),
        ({"covers": ["visits", "iv-infusion"], "prior_authorization": True}, False),
    ],
)
def test_what_an_insurer_pays_for_belongs_to_the_answer_that_was_reported(other, is_one):
    both = {"covers": ["visits", "iv-infusion"], "prior_authorization": False}
    was, now = (
        stated_answer(make.draft(facts=[make.fact(MEDICARE, **words)]), MEDICARE)
        for words in (both, other)
    )
    assert was == {"value": True} | both
    assert is_same(MEDICARE, was, now) is is_one


def test_every_answer_that_can_be_reported_is_kept_as_it_was(heron):
    listing = make.draft(yes=MEDICARE, phone="+1 561-555-0101", website="https://heron.example/",
                         street="1 Main Street", city="Delray Beach", state="FL",
                         postal_code="33444", prices={"price.session": 400})  # fmt: skip
    codes = (MEDICARE, "phone", "website", "price.session", "payment.publishes-prices", "email",
             "hours", AETNA, "price.consultation")  # fmt: skip
    assert [stated_answer(listing, code) for code in codes] == [
        {"value": True}, "+1 561-555-0101", "https://heron.example/",
        {"amount": "400", "currency": "USD"}, {"value": True}, None, None, None, None,
    ]  # fmt: skip
    assert say(heron, "price.session").answer == {"amount": "400.00", "currency": "USD"}


def test_a_moderator_says_corrected_for_another_answer_or_with_words_that_say_how(heron, mo):
    made, second = say(heron), say(heron, PHONE)
    assert refusal(lambda: resolve(made, by=mo, resolution="corrected")) == SAYS_NOTHING
    resolve(made, by=mo, resolution="corrected", note="Their own website is mended now.")
    make.saved(heron, make.moved(heron, AETNA, False))
    resolve(Report.objects.get(code=AETNA), by=mo, resolution="corrected")
    assert counted(heron) == {PHONE: 1}
    assert second.resolution == ""


def test_a_report_of_before_answers_were_kept_is_closed_as_corrected_by_a_moderator(heron, ann, mo):
    made = say(heron)
    Report.objects.update(answer=None)
    assert refusal(lambda: resolve(made, by=ann, resolution="corrected")) == (
        "We do not know what your listing said when this was reported. A moderator must close it "
        "as corrected."
    )
    assert refusal(lambda: resolve(made, by=mo, resolution="corrected")) == SAYS_NOTHING
    resolve(made, by=mo, resolution="corrected", note="They say no since May.")
    assert counted(heron) == {AETNA: 1}


# Back again


def test_going_back_to_what_was_reported_opens_the_report_again(heron, ann, mo):
    made = say(heron, PHONE)
    publish_at_once(heron, {PHONE: "+1 561-555-0102"}, by=ann)
    resolve(made, by=ann, resolution="corrected")
    publish_at_once(heron, {PHONE: "+1 561-555-0103"}, by=ann)
    assert counted(heron) == {AETNA: 1}
    publish_at_once(heron, {PHONE: "+1 561-555-0101"}, by=ann)
    assert counted(heron) == {PHONE: 1, AETNA: 1}
    made.refresh_from_db()
    assert (made.resolution, made.closed_by_clinic, made.resolved_at) == ("", False, None)
    event = Event.objects.get(verb="report reopened")
    assert (event.actor, event.before, event.why) == (
        "operator", {PHONE: "corrected"}, "The listing says again what was reported.")  # fmt: skip


def test_withdrawing_an_answer_and_stating_it_anew_brings_the_report_back(heron, ann, mo):
    made = say(heron)
    decide(propose(heron, {MEDICARE: None}, by=ann), by=mo)
    resolve(made, by=mo, resolution="corrected")
    decide(propose(heron, {MEDICARE: YES | {"detail": "All of it."}}, by=ann), by=mo)
    assert counted(heron) == {MEDICARE: 1, AETNA: 1}


def test_a_correction_that_a_moderator_undoes_brings_the_report_back(heron, ann, mo):
    made = say(heron)
    change = propose(heron, {MEDICARE: NO}, by=ann)
    decide(change, by=mo)
    resolve(made, by=ann, resolution="corrected")
    revert(change, by=mo, reason="They do take it.")
    assert counted(heron) == {MEDICARE: 1, AETNA: 1}


# “The answer is right” and “it could not be found out”


def test_what_the_clinic_says_is_right_stays_in_doubt_until_a_moderator_or_thirty_days(
    heron, ann, mo
):
    first, second = say(heron), say(heron, PHONE)
    for made in (first, second):
        resolve(made, by=ann, resolution="stands", note="We asked.")
    assert counted(heron) == {MEDICARE: 1, AETNA: 1, PHONE: 1}
    assert waits_for_moderators() == [AETNA, MEDICARE, PHONE]
    assert [one.code for one in Report.objects.waiting()] == [AETNA]
    for note in ("", " ", "\n"):
        assert refusal(lambda note=note: resolve(first, by=mo, resolution="stands", note=note)) == (
            "Write how you found out that the answer is right."
        )
    assert counted(heron) == {MEDICARE: 1, AETNA: 1, PHONE: 1}
    resolve(first, by=mo, resolution="stands", note="The insurer says so.")
    assert counted(heron) == {AETNA: 1, PHONE: 1}
    aged(second, 29)
    assert counted(heron) == {AETNA: 1, PHONE: 1}
    aged(second, 30)
    assert counted(heron) == {AETNA: 1}
    assert waits_for_moderators() == [AETNA]
    first.refresh_from_db()
    assert (first.note, first.resolved_by) == ("The insurer says so.", mo)
    assert not first.closed_by_clinic
    assert refusal(lambda: resolve(second, by=mo, resolution="stands")) == (
        "This report is already closed: the answer is right."
    )


def test_the_clinic_does_not_close_twice_and_not_over_a_moderator(heron, ann, mo):
    made = say(heron)
    resolve(made, by=ann, resolution="stands")
    words = "This report is already closed: the answer is right."
    assert refusal(lambda: resolve(made, by=ann, resolution="unclear")) == words
    resolve(made, by=mo, resolution="unclear")
    words = "This report is already closed: it could not be found out."
    assert refusal(lambda: resolve(made, by=ann, resolution="stands")) == words
    assert refusal(lambda: resolve(made, by=mo, resolution="stands")) == words


def test_who_closed_it_is_known_after_they_left_the_clinic(heron, ann):
    made = say(heron)
    resolve(made, by=ann, resolution="stands")
    ann.memberships.all().delete()
    assert counted(heron) == {MEDICARE: 1, AETNA: 1}


def test_what_could_not_be_found_out_stays_in_doubt_until_the_answer_is_another(heron, ann, mo):
    made = say(heron)
    resolve(made, by=mo, resolution="unclear")
    aged(made, 300)
    assert counted(heron) == {MEDICARE: 1, AETNA: 1}
    assert waits_for_moderators() == [AETNA]
    decide(propose(heron, {MEDICARE: NO}, by=ann), by=mo)
    assert counted(heron) == {AETNA: 1}
    decide(propose(heron, {MEDICARE: YES}, by=ann), by=mo)
    assert counted(heron) == {MEDICARE: 1, AETNA: 1}


# Opened again


def test_a_moderator_opens_what_the_clinic_closed_and_the_clinic_is_told(heron, ann, mo):
    rival = make.member("ben@gulf.example", make.clinic())
    made = say(heron)
    resolve(made, by=ann, resolution="stands", note="We take it.")
    aged(made, 40)
    for person in (ann, rival):
        assert refusal(lambda by=person: reopen(made, by=by, reason="mistake")) == (
            "A moderator who does not speak for this clinic must decide this."
        )
    assert refusal(lambda: reopen(made, by=mo, reason="because")) == (
        "Choose a reason from the list."
    )
    reopen(made, by=mo, reason="same-answer")
    assert counted(heron) == {MEDICARE: 1, AETNA: 1}
    assert Notice.objects.filter(user=ann).last().words == (
        "A moderator opened a report on “Medicare” of Heron again: "
        "The listing still says what was reported."
    )
    assert not Notice.objects.filter(user=rival).exists()
    assert refusal(lambda: reopen(made, by=mo, reason="mistake")) == "This report is open already."
    made.refresh_from_db()
    assert (made.note, made.words) == ("We take it.", "I called: they no longer take it.")


# What the reporter is told


@pytest.mark.parametrize(
    ("who", "resolution", "words"),
    [
        ("clinic", "stands",
         "The clinic itself closed your report: it says that its answer is right. Your report "
         "stays next to the answer until a moderator has looked at it, or for 30 days."),
        ("clinic", "unclear",
         "The clinic could not find out whether you are right. Your report stays next to the "
         "answer until the answer changes, at most for a year."),
        ("moderator", "stands",
         "A moderator of the directory closed your report: the answer is right."),
        ("moderator", "unclear",
         "A moderator of the directory could not find out whether you are right. Your report stays "
         "next to the answer until the answer changes, at most for a year."),
        ("moderator", "corrected",
         "A moderator of the directory closed your report: something was corrected, and the "
         "answer itself stays as it is."),
    ],
)  # fmt: skip
def test_the_reporter_is_told_the_outcome_and_nobodys_free_words(
    heron, ann, mo, who, resolution, words
):
    made = say(heron, email="wren@mail.example")
    by = ann if who == "clinic" else mo
    resolve(made, by=by, resolution=resolution, note="Sign in at https://evil.example/ now.")
    [letter] = mail.outbox
    assert words in letter.body
    assert "evil.example" not in letter.body
    assert "Heron" not in letter.body


def test_no_report_is_open_and_closed_by_the_clinic(heron):
    made = say(heron)
    with pytest.raises(IntegrityError, match="report_open_is_not_closed"), transaction.atomic():
        Report.objects.filter(pk=made.pk).update(closed_by_clinic=True)
