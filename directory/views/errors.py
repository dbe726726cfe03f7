"""What a reader is told when a question or the site itself fails."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LOG = logging.getLogger(__name__)


def refuse(
    request: HttpRequest, title: str, problems: list[str], links: list[tuple[str, str]]
) -> HttpResponse:
    """A page that says, with status 400, what is wrong and where to go on."""
    known = {"title": title, "problems": problems, "links": links}
    return render(request, "directory/refused.html", known, status=400)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 in the look of the site."""
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in the look of the site; asks neither the session nor the database.

    When the page itself fails, as without the manifest of static files, a bare one says the same.
    """
    try:
        return render(request, "500.html", status=500)
    except Exception:
        LOG.exception("The page for errors failed.")
        return render(request, "500_bare.html", status=500)
