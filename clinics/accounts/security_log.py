"""The security log: who tried what at which account. Holds no address of a person or a network.

A line names the event, the number of the account, and a hash of the network. The hash's salt lives
for a day: the lines of one day can be compared, and later nobody can tell whose network it was.
"""

from __future__ import annotations

import datetime as dt
import hmac
import logging
import secrets
from hashlib import sha256
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.core.cache import cache
from django.dispatch import Signal
from django.http import HttpRequest

from clinics.accounts.limits import network

LOG = logging.getLogger("clinics.security")
SALT_SECONDS = 24 * 3600


def log_event(event: str, *, account: int | None, request: HttpRequest | None) -> None:
    """Log that something happened to an account: by its number, None when there is none.

    One query for the day's salt, which the first event of a day makes.
    """
    LOG.info("%s account=%s network=%s", event, account or "-", _hashed(network(request)))


def _hashed(network: str) -> str:
    if not network:
        return "-"
    day = dt.datetime.now(dt.UTC).date().isoformat()
    salt = cache.get_or_set(f"salt of the security log {day}", _new_salt, SALT_SECONDS)
    return hmac.new(str(salt).encode(), network.encode(), sha256).hexdigest()[:16]


def _new_salt() -> str:
    return secrets.token_hex(32)


def _follow(signal: Signal, event: str) -> None:
    """Log an event whenever a signal of allauth is sent."""

    def receive(
        sender: Any, request: HttpRequest | None = None, user: Any = None, **kwargs: Any
    ) -> None:
        kind = getattr(kwargs.get("authenticator"), "type", "")
        log_event(f"{event} ({kind})" if kind else event, account=user.pk, request=request)

    signal.connect(receive, weak=False, dispatch_uid=f"security log: {event}")


def follow_allauth() -> None:
    """Log what allauth tells. Called once, when the app is ready."""
    for signal, event in (
        (account.user_logged_in, "signed in"),
        (account.password_changed, "password changed"),
        (account.password_set, "password set"),
        (account.password_reset, "password reset"),
        (account.email_changed, "e-mail changed"),
        (account.email_verification_code_rejected, "wrong code of a mail"),
        (mfa.authentication_failed, "wrong second factor"),
        (mfa.authenticator_added, "second factor added"),
        (mfa.authenticator_removed, "second factor removed"),
        (mfa.authenticator_reset, "second factor renewed"),
    ):
        _follow(signal, event)
