"""“This is wrong”: counted beside the fact, ended by clinic or moderator, its reporter told."""

import datetime as dt
from functools import partial

import pytest
from django.core import mail
from django.utils import timezone

from clinics.models import Event, Fact, Notice, Report
from clinics.reviews import sealing
from clinics.reviews.actions.report import is_stated, report, resolve
from directory.presenting.patient_reports import reported
from tests import make
from tests.clinics.reviews.cast import at_once, refusal
from tests.post import speak_smtp

pytestmark = pytest.mark.django_db
MEDICARE, CRPS = "insurance.medicare", "condition.crps"


@pytest.fixture
def heron():
    return make.clinic(name="Heron", yes=f"{MEDICARE} {CRPS}", phone="+15615550142",
                       prices={"price.session.iv-infusion": 400})  # fmt: skip


def say(clinic, code=MEDICARE, **changes) -> Report:
    known = {"words": "I called: they no longer take it.", "network": "192.0.2.10"}
    return report(clinic, code=code, **known | changes)


def open_reports(clinic_id: int) -> dict:
    """How many open reports each code of a clinic has, and since when, as its page shows it."""
    return {code: (r.count, r.since) for code, r in reported([clinic_id])[clinic_id].items()}


def test_reports_are_counted_beside_their_fact_since_the_first(heron):
    now = timezone.now()
    say(heron, at=now - dt.timedelta(days=3), network="192.0.2.11")
    say(heron, network="192.0.2.12")
    say(heron, CRPS)
    say(make.clinic(yes=MEDICARE), network="192.0.2.13")
    assert open_reports(heron.pk) == {CRPS: (1, make.today()), MEDICARE: (2, make.days_ago(3))}
    assert Fact.objects.get(clinic=heron, code=MEDICARE).value is True


def test_one_network_counts_once_a_day_and_nothing_is_dropped(heron):
    now = timezone.now()
    flags = [say(heron, at=now - dt.timedelta(hours=hours)).flags for hours in (45, 30, 20, 0)]
    assert flags == [[], ["same-network"], [], ["same-network"]]
    assert say(heron, at=now, network="192.0.2.11").flags == []
    assert open_reports(heron.pk)[MEDICARE][0] == 3
    assert Report.objects.open().count() == 5


@pytest.mark.parametrize(
    ("code", "is_there"),
    [
        (MEDICARE, True),
        ("price.session.iv-infusion", True),
        ("payment.publishes-prices", True),
        ("phone", True),
        ("address", True),
        ("hours", False),
        ("website", False),
        ("price.consultation", False),
        ("condition.ptsd", False),
        ("number.wait_days", False),
        ("slug", False),
        ("rival.code", False),
        ("", False),
    ],
)
def test_only_what_the_listing_says_can_be_wrong(heron, code, is_there):
    make.clinic(yes="condition.ptsd", website="https://gulf.example")
    assert is_stated(heron, code) is is_there
    words = "The listing does not answer this, so there is nothing to correct."
    assert refusal(lambda: say(heron, code)) == ("" if is_there else words)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": " "}, "Write in a few words what you found."),
        ({"words": "x" * 1001}, "Your text is longer than 1,000 characters."),
        ({"email": "wren"}, "This is not an e-mail address."),
    ],
)
def test_a_report_that_cannot_be_is_refused_in_words(heron, changes, words):
    assert refusal(lambda: say(heron, **changes)) == words
    assert not Report.objects.exists()


def test_the_clinic_is_told_once_while_a_report_is_open(heron):
    make.member("ann@heron.example", heron)
    make.member("rival@gulf.example", make.clinic())
    say(heron)
    say(heron, network="192.0.2.11")
    said = Notice.objects.get()
    assert (said.user.email, said.words, said.path) == (
        "ann@heron.example", "Somebody reported that something in the listing of Heron is wrong.",
        f"/my/clinics/{heron.slug}/reports/",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("clinic", "The clinic itself closed your report: it changed the answer."),
        (
            "moderator",
            "A moderator of the directory closed your report: the listing was corrected.",
        ),
    ],
)
def test_the_clinic_or_a_moderator_ends_it_and_the_reporter_is_told_once(
    heron, who, told, settings
):
    settings.SITE_URL = "https://directory.example"
    ann, mo = make.member("ann@heron.example", heron), make.moderator()
    other = say(heron, CRPS, email="other@mail.example")
    made = say(heron, email="wren@mail.example")
    assert sealing.unseal(Report.objects.get(pk=made.pk).sealed) == "wren@mail.example"
    by = ann if who == "clinic" else mo
    make.saved(heron, make.moved(heron, MEDICARE, False))
    resolve(made, by=by, resolution="corrected", note="Since May.")
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["wren@mail.example"], "What became of your report")
    for words in (told, "https://directory.example/clinics/"):
        assert words in letter.body
    assert "Since May." not in letter.body
    made.refresh_from_db()
    assert (bytes(made.sealed), made.resolution, made.resolved_by) == (b"", "corrected", by)
    assert open_reports(heron.pk) == {CRPS: (1, make.today())}
    event = Event.objects.get(target="reports")
    assert (event.actor, event.after, event.target_id) == (who, {MEDICARE: "corrected"}, heron.pk)
    assert refusal(lambda: resolve(made, by=by, resolution="stands")) == (
        "This report is already closed: the listing was corrected."
    )
    assert len(mail.outbox) == 1
    other.refresh_from_db()
    assert other.sealed


def test_words_of_suicide_are_for_a_moderator_alone_and_counted_like_others(heron):
    ann = make.member("ann@heron.example", heron)
    made = say(heron, words="They said no. I want to die.")
    rival = say(heron, CRPS, network="192.0.2.11")
    assert (made.flags, rival.flags) == (["distress"], [])
    assert open_reports(heron.pk)[MEDICARE][0] == 1
    assert Notice.objects.count() == 1
    assert refusal(lambda: resolve(made, by=ann, resolution="stands")) == (
        "Only a moderator can close this report."
    )
    resolve(made, by=make.moderator(), resolution="stands", note="I called.")
    assert list(open_reports(heron.pk)) == [CRPS]


def test_others_cannot_end_it(heron):
    made = say(heron)
    rival = make.member("rival@gulf.example", make.clinic())
    for person in (rival, make.user("plain@example.org", is_moderator=True)):
        assert refusal(lambda by=person: resolve(made, by=by, resolution="stands")) == (
            "Only the clinic or a moderator can close this report."
        )
    assert refusal(lambda: resolve(made, by=make.moderator(), resolution="gone")) == (
        "Choose how it ended."
    )


def test_a_reporter_who_cannot_be_reached_is_forgotten_all_the_same(heron, settings, post_office):
    speak_smtp(settings, post_office)
    post_office.handler.refuses = "wren@mail.example"
    made = say(heron, email="wren@mail.example")
    resolve(made, by=make.moderator(), resolution="unclear")
    made.refresh_from_db()
    assert (made.resolution, bytes(made.sealed)) == ("unclear", b"")


@pytest.mark.django_db(transaction=True)
def test_many_ending_one_report_at_once_send_one_mail():
    clinic = make.clinic(yes=MEDICARE)
    made = say(clinic, email="wren@mail.example")
    people = [make.moderator(f"mo{n}@example.org", password=None) for n in range(6)]
    ends = partial(resolve, made, resolution="stands", note="I called.")
    words = at_once(*[lambda by=by: ends(by=by) for by in people])
    assert sorted(words) == ["", *["This report is already closed: the answer is right."] * 5]
    assert len(mail.outbox) == 1


def test_past_sixty_an_hour_a_network_is_told_when_to_come_back(heron):
    noon = timezone.now()
    for number in range(60):
        say(heron, at=noon + dt.timedelta(seconds=number))
    again = noon + dt.timedelta(minutes=5)
    words = refusal(lambda: say(heron, at=again))
    assert words.startswith(
        "Too many reviews and reports were sent from your network in the last hour. After "
    )
    assert refusal(lambda: say(heron, at=again, network="192.0.2.11")) == ""
    assert refusal(lambda: say(heron, at=noon + dt.timedelta(minutes=62))) == ""
    assert Report.objects.count() == 62


def test_a_listing_that_is_not_public_has_nothing_to_correct(heron):
    hidden = make.clinic(published=False, yes=MEDICARE)
    words = "The listing does not answer this, so there is nothing to correct."
    assert refusal(lambda: say(hidden)) == words
    assert refusal(lambda: say(heron)) == ""


def test_the_clinic_is_told_of_each_answer_and_again_once_it_was_settled(heron):
    make.member("ann@heron.example", heron)
    gulf = make.clinic(name="Gulf", yes=MEDICARE)
    make.member("bob@gulf.example", gulf)
    first = say(heron)
    say(heron, CRPS)
    say(gulf)
    assert Notice.objects.filter(user__email="ann@heron.example").count() == 2
    assert Notice.objects.filter(user__email="bob@gulf.example").count() == 1
    resolve(first, by=make.moderator(), resolution="stands", note="I called.")
    say(heron, network="192.0.2.11")
    assert Notice.objects.filter(user__email="ann@heron.example").count() == 3


def test_signs_of_abuse_are_told_and_an_end_is_kept_with_who_and_what(heron):
    mo = make.moderator()
    made = say(heron, words="See https://pills.example/x. I want to die.")
    again = say(heron, words="Nothing of that is so.")
    assert (made.flags, again.flags) == (["links", "distress"], ["same-network"])
    ended = resolve(again, by=mo, resolution="unclear", note=" Nobody answers. ")
    again.refresh_from_db()
    assert (ended.pk, again.resolution, again.note, again.resolved_by) == (
        again.pk, "unclear", "Nobody answers.", mo,
    )  # fmt: skip
    assert again.resolved_at.date() == timezone.now().date()
    event = Event.objects.get(target="reports")
    assert (event.verb, event.by_id, event.clinic_id, event.actor) == (
        "report resolved", mo.pk, heron.pk, "moderator",
    )  # fmt: skip
    assert (mail.outbox, Report.objects.get(pk=made.pk).resolution) == ([], "")


def test_what_was_never_typed_is_not_sealed(heron):
    assert bytes(say(heron, email="  ").sealed) == b""


@pytest.mark.django_db(transaction=True)
def test_many_reports_at_once_tell_the_clinic_once():
    clinic = make.clinic(yes=MEDICARE)
    make.member("ann@heron.example", clinic)
    calls = [lambda n=n: say(clinic, network=f"192.0.2.{n}") for n in range(6)]
    assert at_once(*calls) == [""] * 6
    assert (Report.objects.count(), Notice.objects.count()) == (6, 1)
