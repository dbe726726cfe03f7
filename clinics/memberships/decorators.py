"""Who reaches the pages of one clinic: those who speak for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.listing.models import Clinic
from clinics.memberships.permissions import may_edit

View = Callable[..., HttpResponse]


class AuthenticatedRequest(HttpRequest):
    """A request of a signed-in person: LoginRequiredMiddleware lets no other through."""

    user: User


def for_speaker(view: View | None = None, *, with_answers: bool = False) -> Any:
    """Give a view the clinic of its `slug`, for those who speak for it; others get 403, in words.

    One query for the clinic and one for the membership; `with_answers` reads its facts, prices
    and hours too, by three more.
    """
    if view is None:
        return partial(for_speaker, with_answers=with_answers)

    @wraps(view)
    def permitted(request: AuthenticatedRequest, slug: str, **kwargs: Any) -> HttpResponse:
        clinics = Clinic.objects.with_answers() if with_answers else Clinic.objects.all()
        clinic = get_object_or_404(clinics, slug=slug)
        if not may_edit(request.user, clinic.pk):
            raise PermissionDenied(_("You do not speak for this clinic, or no longer."))
        return view(request, clinic, **kwargs)

    return permitted
