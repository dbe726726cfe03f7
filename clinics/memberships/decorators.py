"""View decorators: only people who speak for a clinic reach its pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import resolve
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.listing.models import Clinic, Status
from clinics.memberships.permissions import may_edit

View = Callable[..., HttpResponse]


class AuthenticatedRequest(HttpRequest):
    """A request by a signed-in person: LoginRequiredMiddleware stops all others."""

    user: User


def for_speaker(view: View | None = None, *, with_answers: bool = False) -> Any:
    """Pass the view the clinic of its `slug`. People who do not speak for it get a 403 page.

    One query for the clinic and one for the membership. `with_answers` also reads the clinic's
    facts, prices and hours, with three more queries. A page of a merged listing, which notices
    and mails may name, leads to that of its survivor. What is sent to a merged listing is refused
    in words: it was typed for another listing.
    """
    if view is None:
        return partial(for_speaker, with_answers=with_answers)

    @wraps(view)
    def permitted(request: AuthenticatedRequest, slug: str, **kwargs: Any) -> HttpResponse:
        clinics = Clinic.objects.with_answers() if with_answers else Clinic.objects.all()
        clinic = get_object_or_404(clinics, slug=slug)
        if clinic.status == Status.MERGED:
            survivor = clinic.survivor()
            if request.method in ("GET", "HEAD"):
                name = resolve(request.path_info).view_name
                return redirect(name, **kwargs, slug=survivor.slug)
            if may_edit(request.user, survivor.pk):
                words = _("This listing was merged into “%s”. Nothing was saved. Open that one.")
                raise PermissionDenied(words % survivor.name)
        if not may_edit(request.user, clinic.pk):
            raise PermissionDenied(_("You do not speak for this clinic."))
        return view(request, clinic, **kwargs)

    return permitted
