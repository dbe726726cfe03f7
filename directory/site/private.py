"""Middleware that tells browsers and proxies which answers nobody may keep."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from directory.site.languages import in_language

PRIVATE = (
    "/accounts/", "/my/", "/moderation/", "/demo/", "/invitations/", "/reviews/",
    "/suggestions/", "/no-mail/", "/search", "/embed/search", "/compare", "/questions",
)  # fmt: skip
"""How addresses begin whose answers are for one person: theirs, or what a patient asked."""


def kept_by_nobody(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Set `private, no-store` on whatever is for one person. No query.

    That is every answer to a browser with a session or that gets a cookie, to a form, to a
    question (an address with a query), and under PRIVATE. Static files are the same for everybody.
    Views of open data say themselves who may keep the answer to a question. A refusal that says
    nothing itself is asked for each time: some caches keep one for minutes on their own.
    When somebody signs out, the browser also drops what it kept of the site until then.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_private(request, response):
            response["Cache-Control"] = "private, no-store"
        elif response.status_code >= 400 and "Cache-Control" not in response:
            response["Cache-Control"] = "no-cache"  # a page that is missing now may be there soon
        if request.method == "POST" and request.path == reverse("account_logout"):
            response["Clear-Site-Data"] = '"cache"'
        return response

    return answer


def is_private(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an answer is for one person alone. No query."""
    if request.path.startswith(settings.STATIC_URL):
        return False
    return bool(
        request.method == "POST"
        or (request.META.get("QUERY_STRING") and not _is_open_data(request))
        or in_language(request.path, settings.LANGUAGE_CODE).startswith(PRIVATE)
        or settings.SESSION_COOKIE_NAME in request.COOKIES
        or response.cookies
    )


def _is_open_data(request: HttpRequest) -> bool:
    view = request.resolver_match and request.resolver_match.func
    return getattr(view, "is_open_data", False)
