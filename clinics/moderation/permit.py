"""Who gets to the desk: moderators with a second factor, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clinics.people.models import User
from clinics.people.permissions import is_moderator, may_moderate


class DeskRequest(HttpRequest):
    """A request of a signed-in person, as the desk's views get it."""

    user: User


def desk_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for moderators; others are refused in words, with the way to a second factor."""

    @wraps(view)
    def permitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if may_moderate(request.user):
            return view(request, *args, **kwargs)
        known = {"lacks_factor": is_moderator(request.user)}
        return render(request, "clinics/moderation/closed.html", known, status=403)

    return permitted
