"""Decisions are mailed at once with the words said, over a real SMTP server, and told once."""

import io
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from clinics.changes.actions.decide import Decision, decide
from clinics.changes.actions.decide import digest as proposal_digest
from clinics.changes.actions.propose import propose
from clinics.claims.actions.decide import decide_claim, digest
from clinics.claims.actions.undo import undo_claim
from clinics.models import Notice
from clinics.notices.actions.digest import send_digests
from clinics.notices.actions.notify import notify, send_urgent, tell_at_once
from tests import make
from tests.at_once import all_at_once, settled
from tests.clinics.claims.cast import confirmed, luma
from tests.post import letters, speak_smtp

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(post_office, settings):
    """Where the mail arrives."""
    speak_smtp(settings, post_office)
    settings.SITE_URL = "https://directory.example"
    return post_office


def mails(office) -> list[tuple[str, str]]:
    """(to whom, what) of the mails so far."""
    settled()
    texts = [letter.get_content().replace("\r\n", "\n") for letter in letters(office)]
    return [(letter["To"], text) for letter, text in zip(letters(office), texts, strict=True)]


def mail(*parts: str, path: str) -> str:
    """The whole text of a mail with these paragraphs."""
    ends = (f"The page: https://directory.example{path}",
            "We send news of this kind at once. The daily mail does not repeat it.")  # fmt: skip
    return "\n\n".join([*parts, *ends]) + "\n"


def test_who_asked_reads_each_decision_about_a_claim_at_once_and_with_its_words(office):
    clinic, mo = luma(), make.moderator()
    cam = confirmed("cam@mail.example")
    confirmed("rival@mail.example")
    claim = make.claim(clinic, "cam@mail.example", proved_at=timezone.now())
    decide_claim(claim, "asked-back", by=mo, seen=digest(claim), reason="unreadable",
                 words="Who signed it?")  # fmt: skip
    page = f"/my/claims/{claim.pk}/"
    asked = "A moderator has a question about your request to speak for Luma."
    why = "We could not read a document – Who signed it?"
    assert mails(office) == [("cam@mail.example", mail(asked, why, path=page))]
    assert letters(office)[0]["Subject"] == "News about your listing"
    again = undo_claim(claim, by=mo, reason="I read it now.")
    looks = "A moderator looks again at your request to speak for Luma. I read it now."
    page = f"/my/claims/{again.pk}/"
    assert mails(office)[1:] == [("cam@mail.example", mail(looks, path=page))]
    notify(cam, "Something that can wait.")
    assert send_digests(at=timezone.now()) == (1, 0)
    digested = mails(office)[-1][1]
    assert ("can wait" in digested, "question" in digested) == (True, False)
    assert send_urgent() == (0, 0)


def test_an_edit_is_mailed_with_each_answer_and_why_and_names_no_condition(office):
    clinic, mo = make.clinic(name="Luma", phone="+1 561-555-0100"), make.moderator()
    ann = confirmed("ann@mail.example")
    make.member("ann@mail.example", clinic)
    make.member("ben@mail.example", clinic)
    change = propose(
        clinic, {"condition.crps": {"value": True}, "name": "Luma West"}, by=ann
    )  # fmt: skip
    items = {item.code: item.pk for item in change.items.all()}
    decide(change, {
        items["condition.crps"]: Decision("rejected", "other", "Say who treats it."),
        items["name"]: Decision("approved"),
    }, by=mo, seen=proposal_digest(change))  # fmt: skip
    ((to, text),) = mails(office)
    assert to == "ann@mail.example"
    lines = [line for line in text.splitlines() if ": " in line and "http" not in line]
    assert sorted(lines) == [
        "A condition: rejected – Another reason, in words: Say who treats it.", "Name: approved",
    ]  # fmt: skip


def test_a_mail_that_fails_at_once_is_sent_by_the_next_run_and_once(office):
    ann, clinic = confirmed("ann@mail.example"), make.clinic()
    others = [confirmed("gone@mail.example", is_active=False), make.user("never@mail.example")]
    office.handler.refuses = "ann@mail.example"
    with transaction.atomic():
        tell_at_once([ann, *others], "Decided.", clinic=clinic, path="/my/")
    assert mails(office) == []
    with pytest.raises(CommandError, match="1 mails could not be sent"):
        call_command("send_notices", stdout=io.StringIO())
    office.handler.refuses = ""
    results = all_at_once([partial(send_urgent)] * 4)
    assert (sum(sent for sent, _failed in results), results.count((0, 0))) == (1, 3)
    call_command("send_notices", stdout=io.StringIO())
    assert mails(office) == [("ann@mail.example", mail("Decided.", path="/my/"))]


def test_nothing_is_mailed_of_what_was_rolled_back_or_read_already(office):
    ann, clinic = confirmed("ann@mail.example"), make.clinic()
    with transaction.atomic():
        tell_at_once([ann], "Never.", clinic=clinic, path="/my/")
        transaction.set_rollback(True)
    with transaction.atomic():
        tell_at_once([ann], "Read on the page.", clinic=clinic, path="/my/")
        Notice.objects.update(seen_at=timezone.now())
    assert (mails(office), Notice.objects.count()) == ([], 1)


def test_words_too_long_for_a_page_are_whole_in_the_mail(office):
    ann, clinic = confirmed("ann@mail.example"), make.clinic()
    with transaction.atomic():
        tell_at_once([ann], "x" * 501, details="Why.", clinic=clinic, path="/my/")
    ((_to, text),) = mails(office)
    assert text == mail("x" * 499 + "…", "x" * 501, "Why.", path="/my/")
