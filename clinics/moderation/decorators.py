"""Who gets to the desk: moderators signed in with their second factor, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clinics.memberships.decorators import AuthenticatedRequest
from clinics.memberships.permissions import has_second_factor, is_moderator, may_moderate_here


def desk_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for moderators; others are refused in words, with the way to a second factor.

    Whoever has one but did not show it in this session is asked for it; then the page follows.
    """

    @wraps(view)
    def permitted(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if may_moderate_here(request):
            return view(request, *args, **kwargs)
        moderates = is_moderator(request.user)
        known = {
            "moderates": moderates,
            "has_factor": moderates and has_second_factor(request.user),
            "next": request.get_full_path() if request.method == "GET" else reverse("desk"),
        }
        return render(request, "clinics/moderation/closed.html", known, status=403)

    return permitted
