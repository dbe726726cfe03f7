"""Access to the desk: only moderators who signed in with their second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from clinics.accounts.security_log import log_event
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.memberships.permissions import has_second_factor, is_moderator, may_moderate_here


def desk_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view for moderators. Others get a page, with status 403, that says what they need.

    A moderator who has a second factor, and did not use it in this session, is asked for it and
    then gets to the page.
    """

    @wraps(view)
    def permitted(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if may_moderate_here(request):
            return view(request, *args, **kwargs)
        log_event("refused at the desk", account=request.user.pk, request=request)
        moderates = is_moderator(request.user)
        context = {
            "moderates": moderates,
            "has_factor": moderates and has_second_factor(request.user),
            "next": request.get_full_path() if request.method == "GET" else reverse("desk"),
        }
        return render(request, "clinics/moderation/closed.html", context, status=403)

    return permitted
