"""What these tests do again and again: a browser in a network, signing up, signing in, codes."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

PASSWORD = "correct horse battery"
OWN = "pass phrase 1"
"""The password of the accounts that `make.user` makes."""


def browser(network: int = 1) -> Client:
    """A new browser; its network address is 192.0.2.network."""
    return Client(REMOTE_ADDR=f"192.0.2.{network}")


def text(answer) -> str:
    """The page."""
    return answer.content.decode()


def sign_up(client, email="ann@mail.example", password=PASSWORD, **words):
    """Ask for an account."""
    said = {"email": email, "password1": password, "password2": password} | words
    return client.post(reverse("account_signup"), said)


def sign_in(client, email="ann@mail.example", password=OWN, **words):
    """Try to sign in."""
    return client.post(reverse("account_login"), {"login": email, "password": password} | words)


def sure(client, password=OWN):
    """Type the password again, as dangerous pages ask."""
    return client.post(reverse("account_reauthenticate"), {"password": password})


def reset(client, email="ann@mail.example"):
    """Ask for the mail that resets a password."""
    return client.post(reverse("account_reset_password"), {"email": email})


def confirm(client, code: str):
    """Type the code of a mail."""
    return client.post(reverse("account_email_verification_sent"), {"code": code})


def code_in(body: str) -> str:
    """The code of a mail that confirms an address."""
    return re.search(r"^([A-Z]{4}-[A-Z]{4})$", body.replace("\r", ""), re.MULTILINE)[1]


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def is_in(client) -> bool:
    """Whether somebody is signed in there."""
    return client.get(reverse("account_email")).status_code == 200
