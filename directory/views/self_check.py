"""The self-check. The server only hands out the questions: it never gets an answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.pages.scales import SCALES
from directory.site.readonly import public
from directory.site.revalidating import unchanging


@unchanging
@public
def self_check(request: HttpRequest) -> HttpResponse:
    """Four questionnaires, which the browser adds up. No query."""
    return render(request, "directory/self_check.html", {"scales": SCALES})
