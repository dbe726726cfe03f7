"""Who gets to the desk: the session itself has to have shown the second factor."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.test import Client, RequestFactory

from clinics.memberships.permissions import has_shown_factor
from clinics.models import User
from tests import make

pytestmark = pytest.mark.django_db


def test_a_session_older_than_the_second_factor_is_asked_for_it(client):
    """A password alone opened it: with or without a factor on the account, the desk stays shut."""
    mo = User.objects.create_user("mo@example.org", "pass phrase 1", is_moderator=True)
    EmailAddress.objects.create(user=mo, email=mo.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": mo.email, "password": "pass phrase 1"})
    secret = generate_totp_secret()
    TOTP.activate(mo, secret)
    shut = client.get("/moderation/?kind=claim")
    assert shut.status_code == 403
    assert "Use it once to open the desk." in shut.content.decode()
    way = re.search(r'href="(/accounts/2fa/reauthenticate/[^"]+)"', shut.content.decode())[1]
    assert way == "/accounts/2fa/reauthenticate/?next=/moderation/%3Fkind%3Dclaim"
    wrong = client.post(way, {"code": "000000"})
    assert (wrong.status_code, client.get("/moderation/").status_code) == (200, 403)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post(way, {"code": code}).headers["Location"] == "/moderation/?kind=claim"
    assert client.get("/moderation/").status_code == 200


def test_another_ones_second_factor_in_the_same_browser_opens_nothing(client):
    mo, rival = make.moderator(), make.moderator("rival@example.org")
    make.signed_in(mo, client=client)
    make.signed_in(rival, client=client, factor=False)
    assert client.get("/moderation/").status_code == 403


@pytest.mark.django_db(transaction=True)  # a factor counts once it is committed
def test_who_has_just_set_up_the_first_factor_is_not_asked_for_it_again(client):
    """Another session of theirs is; and a further factor opens nothing."""
    mo = User.objects.create_user("mo@example.org", "pass phrase 1", is_moderator=True)
    EmailAddress.objects.create(user=mo, email=mo.email, verified=True, primary=True)
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.post("/accounts/login/", {"login": mo.email, "password": "pass phrase 1"})
    assert client.get("/moderation/").status_code == 403
    client.post("/accounts/reauthenticate/", {"password": "pass phrase 1"})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert client.get("/moderation/").status_code == 200
    assert elsewhere.get("/moderation/").status_code == 403
    request = RequestFactory().get("/")
    request.user, request.session = mo, elsewhere.session
    key = Authenticator.objects.create(user=mo, type="webauthn", data={})
    authenticator_added.send(Authenticator, request=request, user=mo, authenticator=key)
    assert not has_shown_factor(request)
