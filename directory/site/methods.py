"""Middleware for methods: which ones reach the pages, and HEAD, which gets no content."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

ALLOWED_METHODS = ("GET", "HEAD", "OPTIONS", "POST")
API_PREFIXES = ("/api/", "/fhir/", "/hsds/", "/data/")
"""Addresses that refuse other methods themselves, with an answer that programs can read."""


def pages_and_forms(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Refuse PUT, DELETE and all others with 405. Django's form views would treat PUT as POST."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in ALLOWED_METHODS or request.path.startswith(API_PREFIXES):
            return get_response(request)
        return HttpResponseNotAllowed(ALLOWED_METHODS)

    return answer


def head_alone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Answer HEAD without the content, and with its length. The server logs every other answer."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming and response.content:
            length = response.get("Content-Length", str(len(response.content)))
            response.content = b""
            response["Content-Length"] = length
        return response

    return answer
