"""The daily mail, over a real SMTP server: once a day, no condition in a subject, nothing lost."""

import datetime as dt
import io
import smtplib
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from clinics.dashboard.actions.remind import warn_of_what_is_due
from clinics.models import Membership, Notice
from clinics.notices.actions.digest import send_digests
from clinics.notices.actions.notify import notify
from tests import make
from tests.at_once import all_at_once
from tests.clinics.claims.cast import confirmed
from tests.post import letters, speak_smtp

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.django_db(transaction=True)


def test_one_digest_a_day_with_all_that_is_new(post_office, settings):
    speak_smtp(settings, post_office)
    ann, bob = confirmed("ann@mail.example"), confirmed("bob@mail.example")
    notify(ann, "Your proposal was decided.")
    notify(ann, "A moderator has a question.")
    notify(bob, "Seen already.")
    Notice.objects.filter(user=bob).update(seen_at=timezone.now())
    now = timezone.now()
    assert send_digests(at=now) == (1, 0)
    notify(ann, "Later that day.")
    assert send_digests(at=now + dt.timedelta(seconds=1)) == (0, 0)
    (first,) = letters(post_office)
    assert (first["To"], first["Subject"]) == ("ann@mail.example", "News about your listing")
    body = first.get_content()
    assert body.index("was decided") < body.index("has a question")
    assert "Later that day" not in body
    assert send_digests(at=now + dt.timedelta(days=1)) == (1, 0)
    second = letters(post_office)[1].get_content()
    assert "Later that day." in second
    assert "was decided" not in second


def test_no_subject_names_a_clinic_or_a_condition(post_office, settings):
    speak_smtp(settings, post_office)
    clinic = make.clinic(
        name="CRPS and depression clinic",
        facts=[make.fact("condition.crps", confirmed="document", due_in=10)],
    )
    ann = confirmed("ann@mail.example")
    Membership.objects.create(user=ann, clinic=clinic)
    call_command("send_notices", stdout=io.StringIO())
    (mail,) = letters(post_office)
    assert mail["Subject"] == "News about your listing"


def test_what_runs_out_is_told_once_a_day_of_expiry_and_names_no_answer():
    clinic = make.clinic(
        name="Luma", since=make.days_ago(1), affirmed_on=make.days_ago(1),
        facts=[make.fact("condition.crps", confirmed="document", due_in=14),
               make.fact("safety.acls", confirmed="document", due_in=14),
               make.fact("safety.crash-cart", confirmed="document", due_in=15)],
    )  # fmt: skip
    rival = make.clinic(name="Rival", since=make.days_ago(1), affirmed_on=make.days_ago(1))
    ann = make.member("ann@mail.example", clinic)
    make.member("rita@mail.example", rival)
    for _ in range(2):
        warn_of_what_is_due(on=make.today())
    told = Notice.objects.get()
    day = make.days_ago(-14)
    assert (told.user, told.words) == (
        ann, f"2 answers of Luma will read overdue after {day.day} {day:%B %Y}.",
    )  # fmt: skip
    warn_of_what_is_due(on=make.days_ago(-1))
    assert Notice.objects.count() == 2
    bob = make.member("bob@mail.example", clinic)
    warn_of_what_is_due(on=make.today())
    assert bob.notices.count() == 1


def test_a_mail_that_fails_waits_for_the_next_run_and_stops_nobody_elses(post_office, settings):
    speak_smtp(settings, post_office)
    post_office.handler.refuses = "ann@mail.example"
    for name in ("ann", "bob"):
        notify(confirmed(f"{name}@mail.example"), "Something")
    with pytest.raises(CommandError, match="1 mails could not be sent; the next run tries"):
        call_command("send_notices", stdout=io.StringIO())
    assert [mail["To"] for mail in letters(post_office)] == ["bob@mail.example"]
    post_office.handler.refuses = ""
    assert send_digests(at=timezone.now()) == (1, 0)
    assert [mail["To"] for mail in letters(post_office)][1:] == ["ann@mail.example"]


def test_an_unconfirmed_or_closed_account_gets_no_mail(mailoutbox):
    notify(make.user("never@mail.example"), "Something")
    notify(confirmed("gone@mail.example", is_active=False), "Something")
    notify(confirmed("ann@mail.example"), "Something")
    assert send_digests(at=timezone.now()) == (1, 0)
    assert [mail.to for mail in mailoutbox] == [["ann@mail.example"]]


@BOTH
def test_eight_runs_at_once_send_one_digest(mailoutbox):
    notify(confirmed("ann@mail.example"), "Something")
    now = timezone.now()
    results = all_at_once([partial(send_digests, at=now)] * 8)
    assert sum(sent for sent, _failed in results) == 1
    assert len(mailoutbox) == 1


def test_the_server_is_a_real_one(post_office):
    with smtplib.SMTP(post_office.hostname, post_office.port) as server:
        assert server.noop()[0] == 250
