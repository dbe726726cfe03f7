"""Middleware that refuses at once, and in words, what waited too long to be of use."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from directory.databases.faults import BUSY, finished
from directory.site.again import sent_by
from directory.site.hosts import UNDER_ANY_NAME
from directory.site.languages import language_of
from directory.site.methods import API_PREFIXES
from directory.site.queue import LONGEST_WAIT, waited


def is_too_late(request: HttpRequest) -> bool:
    """Whether a view of open data must refuse a request. Other views never see such a one."""
    return getattr(request, "is_too_late", False)


def in_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Refuse with 503 and `Retry-After` what waited longer than LONGEST_WAIT for a thread.

    That takes about a millisecond, so the queue is soon gone. Health checks are always answered.
    Open data refuse in the words of their format. Whoever sent a form can send it again from the
    page. No query.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if waited() <= LONGEST_WAIT or request.path in UNDER_ANY_NAME:
            return get_response(request)
        if request.path.startswith(API_PREFIXES):
            vars(request)["is_too_late"] = True
            return get_response(request)
        with translation.override(language_of(request.path_info)):
            return _page(request)

    return answer


def _page(request: HttpRequest) -> HttpResponse:
    is_sent = request.method not in ("GET", "HEAD")
    saved = _("Nothing was saved. What you sent can be sent again.") if is_sent else ""
    again = sent_by(request)
    context = {"title": BUSY.title, "text": BUSY.text, "saved": saved, "again": again}
    return finished(render(request, "503.html", context, status=503), BUSY)
