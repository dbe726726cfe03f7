"""Proof while signed in: the session has a new number after it, and others end only with it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from clinics.accounts.sessions import BEGAN
from tests.clinics.accounts.cast import OWN, browser, code_of, is_in, sign_in, sure
from tests.clinics.claims.cast import confirmed

pytestmark = pytest.mark.django_db


def number(client) -> str:
    """The number of the session of a browser."""
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def with_number(former: str):
    """A browser of whoever knows a number."""
    thief = browser(9)
    thief.cookies[settings.SESSION_COOKIE_NAME] = former
    return thief


@pytest.fixture
def here():
    confirmed("ann@mail.example")
    client = browser(1)
    sign_in(client)
    return client


@pytest.mark.django_db(transaction=True)  # their first factor counts when it is committed
def test_whoever_proves_again_who_they_are_gets_a_new_number_each_time(here):
    elsewhere = browser(2)
    sign_in(elsewhere)
    began, numbers = here.session[BEGAN], [number(here)]
    sure(here)
    numbers.append(number(here))
    here.get(reverse("mfa_activate_totp"))
    code = code_of(here.session["mfa.totp.secret"])
    here.post(reverse("mfa_activate_totp"), {"code": code})
    numbers.append(number(here))
    papers = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    here.post(reverse("mfa_reauthenticate"), {"code": papers[0]})
    numbers.append(number(here))
    assert len(set(numbers)) == 4
    assert [is_in(with_number(former)) for former in numbers] == [False, False, False, True]
    assert (is_in(here), is_in(elsewhere), here.session[BEGAN]) == (True, True, began)
    alive = {number(here), number(elsewhere)}
    for kept in (Session, UserSession):
        assert set(kept.objects.values_list("session_key", flat=True)) == alive


def test_a_wrong_password_changes_no_number(here):
    former = number(here)
    sure(here, "wrong")
    assert (number(here), is_in(here)) == (former, True)


def test_other_sessions_end_only_after_the_password_is_given_again(here):
    elsewhere, rival = browser(2), browser(3)
    sign_in(elsewhere)
    confirmed("rival@mail.example")
    sign_in(rival, "rival@mail.example")
    page = reverse("usersessions_list")
    asked = here.post(page)
    assert asked.url == f"{reverse('account_reauthenticate')}?next={page.replace('/', '%2F')}"
    sure(here, "wrong")
    assert is_in(elsewhere)
    here.post(reverse("account_reauthenticate"), {"password": OWN, "next": page})
    assert [is_in(client) for client in (here, elsewhere, rival)] == [True, False, True]
    sign_in(elsewhere)
    here.post(page)  # it was given a moment ago
    assert [is_in(client) for client in (here, elsewhere, rival)] == [True, False, True]
