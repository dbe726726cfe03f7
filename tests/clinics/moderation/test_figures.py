"""How much waits and how old it is: on the first page of the desk, and in the daily mail."""

import datetime as dt
import io
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinics.moderation.actions.digest import send_desk_digests
from clinics.moderation.figures import figures
from tests import make
from tests.at_once import all_at_once
from tests.clinics.claims.cast import confirmed
from tests.clinics.moderation.cast import aged, proposal
from tests.directory.seen import seen
from tests.post import letters, speak_smtp

pytestmark = pytest.mark.django_db


def told(by) -> dict[str, tuple]:
    """Kind → how many wait, for how many days the oldest, how many are this moderator's."""
    return {one.kind.code: (one.waiting, (timezone.now() - one.oldest).days, one.decidable)
            for one in figures(by=by) if one.waiting}  # fmt: skip


def test_every_kind_says_how_many_wait_how_old_and_how_many_are_mine():
    mo, own = make.moderator(), make.clinic(name="Own")
    make.member("mo@example.org", own)
    make.claim(own, "a@example.org", days=9)
    make.claim(make.clinic(), "b@example.org", days=5)
    make.claim(make.clinic(), "mo@example.org", days=3)
    make.claim(make.clinic(), "c@example.org", days=30, decision="approved",
               decided_at=timezone.now())  # fmt: skip
    aged(proposal(make.clinic(), condition__crps={"value": True},
                  condition__depression={"value": True}), days=2)  # fmt: skip
    make.review(make.clinic(), status="waiting", days=4)
    assert told(mo) == {"claim": (3, 9, 1), "change": (1, 2, 1), "review": (1, 4, 0)}
    assert told(make.moderator("moe@example.org")) == {
        "claim": (3, 9, 3), "change": (1, 2, 1), "review": (1, 4, 1)}  # fmt: skip


def test_all_figures_cost_one_query_whatever_waits():
    mo = make.moderator()
    for number in range(3):
        make.claim(make.clinic(), f"u{number}@example.org")
        proposal(make.clinic(), email=f"a{number}@example.org")
    with CaptureQueriesContext(connection) as queries:
        figures(by=mo)
    assert len(queries) == 1


def test_the_first_page_shows_a_line_for_every_kind_that_leads_to_it():
    make.claim(make.clinic(), days=2)
    page = seen(make.signed_in(make.moderator()).get("/moderation/"))
    lines = [line.text for line in page.all("table")[0].all("tr")]
    assert lines[:5] == [
        "Kind Waiting Oldest For you to decide", "Distress 0 – 0", "Reports in distress 0 – 0",
        "Danger 0 – 0",
        "Claims 1 2 days 1"]  # fmt: skip
    assert len(lines) == 16


@pytest.fixture
def office(post_office, settings):
    """Where mail arrives; Mo moderates, Ann does not."""
    speak_smtp(settings, post_office)
    settings.SITE_URL = "https://directory.example"
    confirmed("mo@desk.example", is_moderator=True)
    confirmed("ann@luma.example")
    return post_office


def test_a_moderator_reads_once_a_day_what_waits(office):
    make.claim(make.clinic(name="Luma of depression"), days=3)
    make.review(make.clinic(), status="waiting", is_distress=True, days=1)
    now = timezone.now()
    assert send_desk_digests(at=now) == (1, 0)
    assert send_desk_digests(at=now) == (0, 0)
    (mail,) = letters(office)
    assert (mail["To"], mail["Subject"]) == ("mo@desk.example", "What waits at the desk")
    body = mail.get_content().replace("\xa0", " ")
    assert body.splitlines()[:4] == [
        "Distress: 1, the oldest for 1 day", "Claims: 1, the oldest for 3 days", "",
        "The desk: https://directory.example/moderation/"]  # fmt: skip
    assert "Luma" not in body
    assert send_desk_digests(at=now + dt.timedelta(days=1)) == (1, 0)


def test_nothing_is_mailed_when_nothing_waits(office):
    make.claim(make.clinic(), decision="approved", decided_at=timezone.now())
    assert send_desk_digests(at=timezone.now()) == (0, 0)
    assert letters(office) == []


def test_a_mail_that_fails_is_told_to_the_operator_and_sent_by_the_next_run(office):
    make.claim(make.clinic(), days=3)
    office.handler.refuses = "mo@desk.example"
    with pytest.raises(CommandError, match="1 mails could not be sent"):
        call_command("send_notices", stdout=io.StringIO())
    office.handler.refuses = ""
    told = io.StringIO()
    call_command("send_notices", stdout=told)
    assert told.getvalue() == "1 digests sent.\n"


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_mail_a_moderator_once(office):
    make.claim(make.clinic(), days=3)
    now = timezone.now()
    results = all_at_once([partial(send_desk_digests, at=now)] * 4)
    assert sum(sent for sent, _failed in results) == 1
    assert len(letters(office)) == 1
