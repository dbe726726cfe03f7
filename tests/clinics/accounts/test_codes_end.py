"""Codes and links in mails end soon, and the mails and pages say when."""

import datetime as dt
import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from clinics.models import User
from tests.clinics.accounts.cast import (
    OWN,
    PASSWORD,
    browser,
    code_in,
    confirm,
    reset,
    sign_up,
    text,
)
from tests.clinics.claims.cast import confirmed

pytestmark = pytest.mark.django_db
MINUTE, HOUR = 60, 3600


def later(monkeypatch, seconds: float) -> None:
    """Let it be so many seconds later, for sign-ups and for links."""
    moment, now = time.time() + seconds, PasswordResetTokenGenerator()._now()
    seen = now + dt.timedelta(seconds=seconds)
    monkeypatch.setattr("time.time", lambda: moment)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: seen)


def words(page: str) -> str:
    """The text in one line."""
    return " ".join(page.split())


@pytest.mark.parametrize(("seconds", "is_good"), [(9 * MINUTE, True), (10 * MINUTE + 1, False)])
def test_the_code_of_a_sign_up_ends_after_ten_minutes(monkeypatch, mailoutbox, seconds, is_good):
    ann = browser()
    sign_up(ann)
    later(monkeypatch, seconds)
    where = reverse("my") if is_good else reverse("account_login")
    assert confirm(ann, code_in(mailoutbox[0].body)).url == where
    assert EmailAddress.objects.get().verified is is_good


@pytest.mark.parametrize(("seconds", "is_good"), [(59 * MINUTE, True), (HOUR + 1, False)])
def test_the_link_of_a_reset_ends_after_an_hour(monkeypatch, mailoutbox, seconds, is_good):
    confirmed("ann@mail.example")
    ann = browser()
    reset(ann)
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mailoutbox[0].body)[1]
    later(monkeypatch, seconds)
    opened = ann.get(link, follow=True)
    ann.post(opened.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert ("invalid" in text(opened)) is not is_good
    assert check_password(PASSWORD if is_good else OWN, User.objects.get().password)


@pytest.mark.parametrize(
    ("language", "minutes", "hour"),
    [("", "for 10 minutes, in", ("within an hour", "for an hour")),
     ("/es", "durante 10 minutos y", ("dentro de una hora", "durante una hora"))],
)  # fmt: skip
def test_mails_and_pages_say_for_how_long_they_are_good(
    settings, mailoutbox, language, minutes, hour
):
    assert settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT == 10 * MINUTE
    assert settings.PASSWORD_RESET_TIMEOUT == HOUR
    confirmed("ann@mail.example")
    new, ann = browser(1), browser(2)
    said = {"email": "new@mail.example", "password1": PASSWORD, "password2": PASSWORD}
    new.post(f"{language}/accounts/signup/", said)
    ann.post(f"{language}/accounts/password/reset/", {"email": "ann@mail.example"})
    for shown, part in (
        (mailoutbox[0].body, minutes),
        (text(new.get(f"{language}/accounts/confirm-email/")), minutes),
        (mailoutbox[1].body, hour[0]),
        (text(ann.get(f"{language}/accounts/password/reset/done/")), hour[1]),
    ):
        assert part in words(shown), shown
