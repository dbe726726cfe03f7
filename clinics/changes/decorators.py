"""Who gets to a clinic's edit: those who speak for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.listing.models import Clinic
from clinics.memberships.permissions import may_edit


class SignedIn(HttpRequest):
    """A request of somebody signed in: LoginRequiredMiddleware lets no other through."""

    user: User


def for_speaker(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a clinic (with its answers, by slug) for those who speak for it; others get 403."""

    @wraps(view)
    def permitted(request: SignedIn, slug: str, **kwargs: Any) -> HttpResponse:
        clinic = get_object_or_404(Clinic.objects.with_answers(), slug=slug)
        if not may_edit(request.user, clinic.pk):
            raise PermissionDenied
        return view(request, clinic, **kwargs)

    return permitted


def refuse(
    request: HttpRequest, clinic: Clinic | None, problem: str, *, status: int = 400
) -> HttpResponse:
    """A page that says in words what did not go through, and where to go on."""
    back = reverse("clinic_edit", args=[clinic.slug]) if clinic else reverse("edit_several")
    known = {"clinic": clinic, "title": _("This did not go through"), "problem": problem,
             "back": back}  # fmt: skip
    return render(request, "clinics/changes/refused.html", known, status=status)
