"""The security log says what was tried at which account, and names no person and no network."""

import logging
import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.urls import reverse

from directory.site.logs import InUniversalTime, WithoutQueries
from tests import make
from tests.clinics.accounts.cast import OWN, PASSWORD, browser, confirm, sign_in, sign_up, sure
from tests.clinics.claims.cast import confirmed

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def said(caplog):
    """The lines of the security log so far, without the hash of the network."""
    caplog.set_level("INFO", "clinics.security")
    return lambda: [
        re.sub(r" network=[0-9a-f]{16}$", "", record.getMessage())
        for record in caplog.records if record.name == "clinics.security"
    ]  # fmt: skip


def test_what_an_attacker_tries_leaves_a_line(said):
    ann, rival = confirmed("ann@mail.example"), confirmed("rival@mail.example")
    TOTP.activate(ann, SECRET)
    attacker = browser(1)
    sign_in(attacker, password="wrong")
    sign_in(attacker, "nobody@mail.example", password="wrong")
    sign_in(attacker)
    attacker.post(reverse("mfa_authenticate"), {"code": "000000"})
    for _ in range(5):
        sign_in(browser(2), rival.email, "wrong")
    sign_in(browser(2), rival.email, "wrong")
    sign_up(browser(3), "new@mail.example")
    confirm(browser(3), "BBBB-BBBB")  # another browser: no code is expected there
    assert said() == [
        f"wrong password account={ann.pk}", "wrong password account=-",
        f"wrong second factor (totp) account={ann.pk}",
        *[f"wrong password account={rival.pk}"] * 5, f"too many passwords account={rival.pk}",
    ]  # fmt: skip


def test_what_happens_to_an_account_leaves_a_line(said):
    ann = confirmed("ann@mail.example")
    client = browser()
    sign_in(client)
    sure(client)
    client.get(reverse("mfa_activate_totp"))
    from_app = client.session["mfa.totp.secret"]
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    TOTP.activate(ann, from_app)
    client.post(reverse("mfa_deactivate_totp"))
    words = {"oldpassword": OWN, "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_change_password"), words)
    assert said() == [
        f"signed in account={ann.pk}", f"second factor removed (totp) account={ann.pk}",
        f"password changed account={ann.pk}",
    ]  # fmt: skip


def test_who_knocks_at_the_desk_leaves_a_line(said):
    ann, mo = make.ann(make.clinic()), make.moderator()
    make.signed_in(ann).get(reverse("desk"))
    make.signed_in(mo).get(reverse("desk"))
    make.signed_in(mo, factor=False).get(reverse("desk"))
    assert said() == [
        f"refused at the desk account={who.pk}" for who in (ann, mo)
    ]  # fmt: skip


def test_the_log_names_no_person_and_no_network(caplog):
    confirmed("ann@mail.example")
    for network in (7, 7, 8):
        sign_in(browser(network), password="wrong")
    lines = [r.getMessage() for r in caplog.records if r.name == "clinics.security"]
    first, same, other = (line.rpartition("=")[2] for line in lines)
    assert first == same != other
    assert not re.search(r"@|192\.0|mail", " ".join(lines))
    cache.clear()  # the salt of the day is gone
    sign_in(browser(7), password="wrong")
    later = [r.getMessage() for r in caplog.records if r.name == "clinics.security"][-1]
    assert later.rpartition("=")[2] not in (first, other)


def test_the_security_log_is_written_whatever_the_level_of_the_log():
    assert logging.getLogger("clinics.security").level == logging.INFO
    record = logging.LogRecord("clinics.security", logging.INFO, "", 0, "signed in", (), None)
    record.created = 1_700_000_000.25
    record.msecs = 250.0
    line = InUniversalTime("{asctime} {message}", style="{").format(record)
    assert line == "2023-11-14T22:13:20.250Z signed in"


def test_an_ordinary_refusal_names_the_account_and_has_no_traceback(caplog):
    sam, clinic = make.user("sam@mail.example"), make.clinic()
    page = make.signed_in(sam).get(reverse("members", args=[clinic.slug]))
    assert page.status_code == 403
    (record,) = [r for r in caplog.records if r.name == "django.request"]
    assert WithoutQueries().filter(record)
    assert (record.getMessage(), record.view, record.account) == ("Forbidden", "members", sam.pk)
    assert clinic.slug not in str(vars(record))
    assert (record.exc_info, record.exc_text) == (None, None)
    fault = logging.LogRecord("django.request", logging.ERROR, "", 0, "Fault", (), (1, 2, 3))
    fault.status_code = 500
    assert WithoutQueries().filter(fault)
    assert fault.exc_info == (1, 2, 3)
