"""Limits: against guessing passwords, and on mails that somebody has us send.

How much is allowed stands in ACCOUNT_RATE_LIMITS, beside the limits that allauth knows itself. The
counts are rows of the shared cache. Whoever guesses is counted by network and address, so that
nobody can lock another person out.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage, consume, get_ip
from allauth.core.internal.ratelimit import clear as clear_counts
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from clinics.accounts.models import User

APP = "allauth.account"
COOKIE = "known_browser"
"""The cookie that marks a browser; over HTTPS with a prefix that binds it to this host."""
COOKIE_AGE = 180 * 24 * 3600
"""Seconds for which a browser is known after somebody signed in with it."""


def network(request: HttpRequest | None) -> str:
    """The network that a request came from: an IPv4 address, or the /64 of an IPv6 address.

    '' when there is no request or no address.
    """
    try:
        return get_ip(request) if request else ""
    except PermissionDenied:  # a server behind a socket knows no address
        return ""


@contextmanager
def _alone(key: str) -> Iterator[bool]:
    """Let one process after the other change a count. Takes a lock of PostgreSQL, by the key.

    allauth's own lock is a row. It outlives a process that was killed, and whoever meets it reads
    that a limit is used up. This one goes with its process. Who cannot have it in time gets
    PostgreSQL's error, which is answered as busy.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [cache.make_key(key)]
            )
        yield True


def lock_by_database() -> None:
    """Have all counts use that lock: ours, and those that allauth makes itself."""
    ratelimit.cache_lock = _alone


def count(
    request: HttpRequest | None, *counts: tuple[str, str], dry_run: bool = False
) -> RateLimitUsage | None:
    """Count one try against each (limit, key), or against none: None if one of them is used up.

    `dry_run` only asks. Call it outside of transactions, or a rollback takes the count back.
    """
    used = RateLimitUsage(usage=[])
    for action, key in counts:
        one = consume(request, app=APP, action=action, key=key, dry_run=dry_run, limit_get=True)
        if one is None:
            used.rollback()
            return None
        used.usage += [] if dry_run else one.usage
    return used


def guesses(request: HttpRequest, email: str) -> list[tuple[str, str]]:
    """What a try to sign in counts against.

    A browser in which this person signed in before has a count of its own. So strangers who use up
    the count of the whole world lock nobody out of it.
    """
    if browser := known_browser(request, email):
        return [("login_failed_browser", browser)]
    email = email.casefold()
    return [("login_failed", f"{network(request)} {email}"), ("login_failed_anywhere", email)]


def forget_guesses(request: HttpRequest, email: str) -> None:
    """Begin to count anew: the person has proved by a mail that the account is theirs."""
    for action, key in guesses(request, email):
        clear_counts(request, app=APP, action=action, key=key)


def known_browser(request: HttpRequest | None, email: str) -> str:
    """The mark of a browser in which the account of that address was signed in; '' for others.

    One query, and only if the browser has the cookie.
    """
    mark = request and request.get_signed_cookie(_cookie(), "", COOKIE, COOKIE_AGE)
    if not mark:
        return ""
    account, _dot, _secret = mark.partition(".")
    return mark if User.objects.filter(pk=account, email__iexact=email).exists() else ""


def _cookie() -> str:
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def remember_browser(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser be known as one in which this person signed in."""
    mark = known_browser(request, user.email) or f"{user.pk}.{secrets.token_urlsafe(12)}"
    response.set_signed_cookie(
        _cookie(), mark, COOKIE, max_age=COOKIE_AGE, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
