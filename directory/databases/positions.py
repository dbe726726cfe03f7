"""Who wrote something reads no replica that lacks it.

A position in the write-ahead log travels in a short-lived cookie. It says nothing of what was
written, nor who wrote it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse

from directory.databases.replicas import FLUSHED

SECONDS = 60
"""So long a browser keeps a position; a replica that lags more serves nobody anyway."""
BEYOND = 2**63
"""The position where none could be had: no replica has it."""


def cookie_name() -> str:
    """With HTTPS, a browser takes it from this host alone."""
    return "__Host-written" if settings.HTTPS else "written"


def noting(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: give whoever has written something its position. One query, after writing only.

    It is not used where there are no replicas.
    """
    if not settings.DATABASE_REPLICAS:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(connection, "may_have_saved", False):
            response.set_cookie(
                cookie_name(), _signer().sign(str(_position())), max_age=SECONDS,
                secure=settings.HTTPS, httponly=True, samesite="Lax",
            )  # fmt: skip
        return response

    return answer


def position_of(request: HttpRequest) -> int:
    """What a replica must have to serve this browser; 0 if it has written nothing lately.

    Who has a session is always served by the primary: what they may do and see must be of now.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return BEYOND
    try:
        return int(_signer().unsign(request.COOKIES.get(cookie_name(), "")))
    except (signing.BadSignature, ValueError):
        return 0


def _position() -> int:
    """Behind everything that is committed: in bytes of the write-ahead log."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(FLUSHED)
            return int(cursor.fetchone()[0])
    except Error:
        return BEYOND


def _signer() -> signing.Signer:
    return signing.Signer(salt="directory.databases.positions")
