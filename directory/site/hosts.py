"""Middleware that answers under one name only: scheme, host and port are those of SITE_URL."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

UNDER_ANY_NAME = ("/healthz", "/readyz", "/metrics")
"""Whoever watches the site asks these by the address of the machine."""


def one_host(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Send readers from other allowed hosts and ports to SITE_URL; refuse forms there with 400.

    A link that is made from the request then never leads anywhere else. Without SITE_URL (on a
    developer's machine) every allowed host is right. No query.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not settings.SITE_URL or request.path in UNDER_ANY_NAME:
            return get_response(request)
        if request.get_host().lower() == urlsplit(settings.SITE_URL).netloc.lower():
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            raise DisallowedHost("This host or port is not the one of SITE_URL.")
        return HttpResponsePermanentRedirect(settings.SITE_URL + request.get_full_path())

    return answer
