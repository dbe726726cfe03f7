"""Pages are read and forms are sent: no other method gets past this middleware."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
MACHINES = ("/api/", "/fhir/")
"""Addresses that refuse a method themselves, in the form that machines read."""


def pages_and_forms(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Refuse PUT, DELETE and their kin with 405; Django's form views would take PUT as POST."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in METHODS or request.path.startswith(MACHINES):
            return get_response(request)
        return HttpResponseNotAllowed(METHODS)

    return answer
