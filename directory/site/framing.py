"""The one page that other sites may show in a frame of theirs: what stands on its answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_exempt
from django_permissions_policy.decorators import permissions_policy_override

from directory.site.policies import PERMISSIONS_POLICY

NO_ABILITY: dict[str, str | list[str] | tuple[str]] = {name: [] for name in PERMISSIONS_POLICY}
"""In a frame nothing may ask where somebody is: the question would carry another site's name."""


def framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Let any site show what a view answers, its refusals included, in a frame.

    Every other answer of the site forbids it (`policies.py`, `X_FRAME_OPTIONS`). Who follows a link
    out of the frame says nowhere where they came from.
    """

    @xframe_options_exempt
    @csp_replace({"frame-ancestors": ["*"]})
    @permissions_policy_override(NO_ABILITY)
    @wraps(view)
    def framed_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return framed_view
