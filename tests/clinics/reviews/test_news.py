"""Somebody writes of suicide: every moderator gets a mail at once, over a real SMTP server."""

import logging

import pytest
from django.db import transaction

from clinics.accounts import mail_budget
from clinics.models import Report, Review
from clinics.reviews.actions.report import report
from clinics.reviews.actions.write import confirm, rewrite
from tests import make
from tests.at_once import settled
from tests.clinics.claims.cast import confirmed
from tests.clinics.reviews.cast import ANEW, write
from tests.post import letters, speak_smtp

pytestmark = pytest.mark.django_db(transaction=True)
DARK = "After the second visit I wanted to die."
NEWS = "Somebody may be in danger: please look at the desk now"


@pytest.fixture
def office(post_office, settings):
    """A clinic, two moderators and others whom the news is not for; where their mail arrives."""
    speak_smtp(settings, post_office)
    settings.SITE_URL = "https://directory.example"
    for name in ("mo", "moe"):
        confirmed(f"{name}@desk.example", is_moderator=True)
    confirmed("left@desk.example", is_moderator=True, is_active=False)
    make.user("unproved@desk.example", is_moderator=True)
    confirmed("ann@luma.example")
    return post_office


@pytest.fixture
def luma(office):
    return make.clinic(name="Luma", phone="+1 561-555-0100")


def news(office) -> list:
    """The mails about distress."""
    settled()
    return [letter for letter in letters(office) if letter["Subject"] == NEWS]


def told(office) -> list[str]:
    return sorted(letter["To"] for letter in news(office))


def link_in(office) -> str:
    """The secret of the last mail to the writer."""
    settled()
    return letters(office)[-1].get_content().split("/confirm/")[1].split("/")[0]


BOTH = ["mo@desk.example", "moe@desk.example"]


def test_a_review_in_distress_is_told_once_its_writer_confirmed_it(office, luma):
    write(luma, words=DARK)
    token = link_in(office)
    assert told(office) == []
    confirm(token)
    assert told(office) == BOTH
    body = news(office)[0].get_content()
    assert "https://directory.example/moderation/" in body
    assert [word for word in ("Luma", "wren", "second visit", "die") if word in body] == []


def test_a_review_of_something_else_is_told_to_nobody(office, luma):
    write(luma)
    confirm(link_in(office))
    assert told(office) == []


def test_a_report_in_distress_is_told_at_once_and_another_is_not(office, luma):
    report(luma, code="phone", words="Nobody answers.", network="192.0.2.1")
    assert told(office) == []
    report(luma, code="phone", words="Nobody answers. I want to die.", network="192.0.2.2")
    assert told(office) == BOTH


def test_a_review_that_is_changed_to_distress_is_told_once(office, luma):
    review = make.review(luma, email="wren@mail.example")
    for words in ("It was fine.", DARK, DARK + " I still do."):
        rewrite(review, **(ANEW | {"words": words}))
    assert told(office) == BOTH


def test_a_mail_server_that_refuses_loses_no_text_and_keeps_no_mail_from_others(office, luma):
    office.handler.refuses = "mo@desk.example"
    report(luma, code="phone", words=DARK, network="192.0.2.1")
    assert told(office) == ["moe@desk.example"]
    assert [one.is_distress for one in Report.objects.all()] == [True]


def test_no_mail_server_at_all_loses_no_text_and_is_logged_without_addresses(
    office, luma, settings, caplog
):
    write(luma, words=DARK)
    token = link_in(office)
    settings.EMAIL_PORT = 9
    with caplog.at_level(logging.ERROR):
        confirm(token)
        settled()
    assert Review.objects.get().status == Review.Status.WAITING
    assert "News of distress reached no moderator. Look at the desk." in caplog.messages
    assert "@desk.example" not in caplog.text


def test_strangers_cannot_use_up_the_news_by_asking_for_other_mail(office, luma):
    for number in range(10):
        mail_budget.take("mo@desk.example", network=f"192.0.2.{number}")
    assert mail_budget.take("mo@desk.example", network="198.51.100.1") is None
    report(luma, code="phone", words=DARK, network="192.0.2.1")
    assert told(office) == BOTH


def test_a_flood_is_held_back_after_ten_and_said_in_the_log(office, luma, caplog):
    for number in range(12):
        report(luma, code="phone", words=DARK, network=f"192.0.2.{number}")
        settled()
    assert told(office) == sorted(BOTH * 10)
    held = "News of distress is held back: this hour's mails were sent. Look at the desk."
    assert caplog.messages.count(held) == 2
    assert Report.objects.in_distress().count() == 12


def test_a_text_that_is_rolled_back_is_told_to_nobody(office, luma):
    with transaction.atomic():
        report(luma, code="phone", words=DARK, network="192.0.2.1")
        transaction.set_rollback(True)
    assert told(office) == []
