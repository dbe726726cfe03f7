"""Pages for people without an account: forms for anybody, and pages opened by a mailed link."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clinics.reviews.models import ReviewRefused


def for_anybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page with a form that needs no account. No cache keeps it."""
    return login_not_required(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))


def by_link(
    view: Callable[..., HttpResponse] | None = None, *, dead: str = "clinics/reviews/dead_link.html"
) -> Any:
    """A page that whoever knows its address can open. No cache, robot or other site gets it.

    A dead link gives the page `dead`, which says why, with status 404.
    """
    if view is None:
        return partial(by_link, dead=dead)

    @wraps(view)
    def kept_private(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            answer = view(request, token, **kwargs)
        except ReviewRefused as refused:
            context = {"words": refused}
            answer = render(request, dead, context, status=404)
        # With `no-referrer` a browser hides the origin of forms too, and Django refuses them.
        answer["Referrer-Policy"] = "strict-origin"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return for_anybody(kept_private)
