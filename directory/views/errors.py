"""Error pages: a bad request, a fault of the site, a database that is away."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.databases.faults import Fault, fault_of, finished, may_have_saved
from directory.site.again import sent_by

LOG = logging.getLogger(__name__)


def refuse(
    request: HttpRequest,
    title: str,
    problems: list[str],
    links: list[tuple[str, str]],
    *,
    status: int = 400,
) -> HttpResponse:
    """A page with that status that says what is wrong and offers links."""
    context = {"title": title, "problems": problems, "links": links}
    return render(request, "directory/refused.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 in the look of the site."""
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in the look of the site, or 503 where the database is at fault.

    Reads neither the session nor the database. If that page fails too (for example without the
    manifest of static files), a page without styles says the same.
    """
    error = sys.exc_info()[1]
    writes = not getattr(getattr(request.resolver_match, "func", None), "only_reads", False)
    if fault := fault_of(error, may_write=writes):
        return unavailable(request, fault, is_in_doubt=may_have_saved())
    return _page_or_bare(request, "500", {}, 500)


def unavailable(request: HttpRequest, fault: Fault, *, is_in_doubt: bool) -> HttpResponse:
    """503: the database is away, busy, or cannot write.

    Whoever sent something reads whether it may have been saved (`is_in_doubt`), and can send it
    again from this page: the form before it needs the database, too, and would come back empty.
    """
    context: dict[str, object] = {
        "title": fault.title,
        "text": fault.text,
        "saved": "" if request.method in ("GET", "HEAD") else _saved(is_in_doubt),
        "again": sent_by(request),
    }
    return finished(_page_or_bare(request, "503", context, 503), fault)


def _saved(is_in_doubt: bool) -> str:
    if is_in_doubt:
        return _("What you sent may have been saved, or not. Look before you send it again.")
    return _("Nothing was saved. What you sent can be sent again.")


def _page_or_bare(
    request: HttpRequest, name: str, context: dict[str, object], status: int
) -> HttpResponse:
    try:
        return render(request, f"{name}.html", context, status=status)
    except Exception:
        LOG.exception("The error page failed.")
        return render(request, f"{name}_bare.html", context, status=status)
