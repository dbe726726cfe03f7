"""Error pages: a bad request, a fault of the site."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
    """500 in the look of the site. Reads neither the session nor the database.

    If that page fails too (for example without the manifest of static files), a page without
    styles says the same.
    """
    try:
        return render(request, "500.html", status=500)
    except Exception:
        LOG.exception("The error page failed.")
        return render(request, "500_bare.html", status=500)
