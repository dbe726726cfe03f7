"""Middleware that compresses what everybody may read, and nothing that holds a secret."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

FEWEST_BYTES = 500
"""A shorter answer stays as it is: it fits into one packet either way."""

REFUSES_GZIP = re.compile(r"\bgzip\s*;\s*q\s*=\s*0(\.0*)?\s*(,|$)", re.IGNORECASE)


def compressed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Compress the answers of public views to readers without a session. No query.

    Who can make somebody's browser ask, and sees how long the compressed answers are, can guess a
    secret in them letter by letter (BREACH). So three things must hold: the view is for everybody
    and only reads; the browser sends no session; the answer sets no cookie, which it does
    wherever a form holds a token.
    """
    gzip = GZipMiddleware(get_response)

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not _holds_no_secret(request, response) or _is_short(response):
            return response
        if response.get("Accept-Ranges") == "bytes":
            return response  # a part that somebody asks for later must fit to the rest
        if REFUSES_GZIP.search(request.headers.get("Accept-Encoding", "")):
            return response
        return gzip.process_response(request, response)

    return answer


def _holds_no_secret(request: HttpRequest, response: HttpResponse) -> bool:
    view = request.resolver_match and request.resolver_match.func
    return (
        getattr(view, "only_reads", False)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not response.cookies
    )


def _is_short(response: HttpResponse) -> bool:
    return not response.streaming and len(response.content) < FEWEST_BYTES
