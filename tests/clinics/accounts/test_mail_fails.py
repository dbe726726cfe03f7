"""When mail cannot leave, no page says that it did, and no log holds its links."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from clinics.models import User
from tests import make
from tests.clinics.accounts.cast import OWN, browser, code_in, reset, sign_in, sign_up, sure, text
from tests.clinics.claims.cast import confirmed
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
NEW = "another long phrase 2"
REFUSES = "directory.site.mail.Refuse"


def failed(answer) -> bool:
    """Whether the page says that nothing was sent, and nothing else."""
    page = seen(answer).one("main").text
    assert page == (
        "We could not send the e-mail Our mail does not work just now, so we sent you nothing. "
        "It was not your fault. Please try again in a few minutes. It stays like this? Write to us"
    )
    return answer.status_code == 503


def test_who_waits_for_a_mail_is_told_that_none_came_and_can_try_again(settings, caplog):
    confirmed("ann@mail.example")
    settings.EMAIL_BACKEND = REFUSES
    new = browser()
    answers = [sign_up(new, "new@mail.example"), reset(browser()), reset(browser(), "no@x.example"),
               sign_up(browser(), "ann@mail.example")]  # fmt: skip
    assert [failed(answer) for answer in answers] == [True] * 4
    said = [one.getMessage() for one in caplog.records if "accounts.adapter" in one.name]
    assert said == [
        f"A mail could not be sent: account/email/{name} (OSError)."
        for name in ("email_confirmation_signup", "password_reset_key", "unknown_account",
                     "account_already_exists")
    ]  # fmt: skip
    assert "@" not in caplog.text
    assert "/key/" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sign_up(new, "new@mail.example").status_code == 302
    assert code_in(mail.outbox[-1].body)
    assert User.objects.filter(email="new@mail.example").count() == 1


def test_what_changed_in_an_account_stays_changed_without_the_mail_that_says_so(settings, caplog):
    ann = confirmed("ann@mail.example")
    settings.EMAIL_BACKEND = REFUSES
    own = browser()
    sign_in(own)
    sure(own)
    words = {"oldpassword": OWN, "password1": NEW, "password2": NEW}
    assert own.post(reverse("account_change_password"), words).status_code == 302
    ann.refresh_from_db()
    assert ann.check_password(NEW)
    assert "A mail could not be sent: account/email/password_changed (OSError)." in caplog.text


def test_pages_and_mails_of_accounts_speak_of_e_mail_in_one_way(mailoutbox):
    confirmed("ann@mail.example")
    own = make.signed_in(make.user("ben@mail.example"))
    pages = [browser().get(reverse(name)) for name in (
        "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    )]  # fmt: skip
    pages += [own.get(reverse(name)) for name in ("account_email", "mfa_index")]
    pages.append(reset(browser(), "no address"))
    reset(browser())
    reset(browser(), "nobody@mail.example")
    sign_up(browser(), "ann@mail.example")
    sign_up(browser(2), "new@mail.example")
    assert len(mailoutbox) == 4
    shown = [seen(page).one("main").text for page in pages]
    shown += [f"{one.subject} {one.body}" for one in mailoutbox]
    assert [re.findall(r".*\b[Ee]mails?\b.*", words) for words in shown] == [[]] * 11
    assert 'placeholder="Email' not in "".join(text(page) for page in pages)
    assert all("e-mail" in words.lower() for words in shown[:4])
