"""Middleware that lets only GET, HEAD, OPTIONS and POST reach the pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

ALLOWED_METHODS = ("GET", "HEAD", "OPTIONS", "POST")
API_PREFIXES = ("/api/", "/fhir/")
"""Addresses that refuse other methods themselves, with an answer that programs can read."""


def pages_and_forms(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Refuse PUT, DELETE and all others with 405. Django's form views would treat PUT as POST."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in ALLOWED_METHODS or request.path.startswith(API_PREFIXES):
            return get_response(request)
        return HttpResponseNotAllowed(ALLOWED_METHODS)

    return answer
