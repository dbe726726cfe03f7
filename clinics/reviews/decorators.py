"""Pages for people without an account: forms for anybody, and pages opened by a mailed link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clinics.reviews.models import ReviewRefused


def for_anybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page with a form that needs no account; it is kept nowhere on the way."""
    return login_not_required(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page whose address is the key to it: it is told to nobody, and kept nowhere on the way.

    Not `no-referrer`: with that a browser hides the origin of a form too, and the form is refused.
    """

    @wraps(view)
    def told_to_nobody(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            answer = view(request, token, **kwargs)
        except ReviewRefused as refused:
            known = {"words": refused}
            answer = render(request, "clinics/reviews/dead_link.html", known, status=404)
        answer["Referrer-Policy"] = "strict-origin"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return for_anybody(told_to_nobody)
