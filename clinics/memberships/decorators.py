"""View decorators: only people who speak for a clinic reach its pages, and prove who they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.accounts.security_log import log_event
from clinics.listing.models import Clinic, Status
from clinics.memberships.permissions import has_second_factor, may_edit, may_speak_here

View = Callable[..., HttpResponse]


class AuthenticatedRequest(HttpRequest):
    """A request by a signed-in person: LoginRequiredMiddleware stops all others."""

    user: User


def with_factor(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of somebody's own clinics. Whoever must give a second factor first gets a page (403).

    It says why, leads to where one is set up or given, and goes on from there: a form that was sent
    is kept on that page, and can be sent again from it. At most two queries.
    """

    @wraps(view)
    def permitted(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if may_speak_here(request):
            return view(request, *args, **kwargs)
        log_event("refused without a second factor", account=request.user.pk, request=request)
        has_factor = has_second_factor(request.user)
        known = {
            "has_factor": has_factor,
            "why": _why(has_factor),
            "way": _way(request, has_factor),
            "sent": _sent(request),
            "has_files": bool(request.FILES),
        }
        return render(request, "clinics/memberships/factor.html", known, status=403)

    return permitted


def _sent(request: HttpRequest) -> list[tuple[str, str]] | None:
    """(name, value) of each field of a form that was sent; None when a page was opened."""
    if request.method != "POST":
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]


def _way(request: HttpRequest, has_factor: bool) -> str:
    """The page where a second factor is set up, or given: that one leads back here."""
    if not has_factor:
        return reverse("mfa_index")
    page = reverse("my") if request.method == "POST" else request.get_full_path()
    return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': page})}"


def _why(has_factor: bool) -> str:
    """Why somebody is asked for a second factor."""
    if has_factor:
        return _("You signed in without your second factor. Use it once, then go on.")
    if settings.SECOND_FACTOR_FOR == "all":
        return _(
            "Whoever knew your password could change what patients read about your clinic. So we "
            "ask for a second factor: an app that shows codes, or a passkey. You need it only when "
            "you sign in."
        )
    return _(
        "You speak for several clinics. Whoever knew your password could change what patients read "
        "about all of them. So we ask for a second factor: an app that shows codes, or a passkey. "
        "You need it only when you sign in."
    )


def for_speaker(view: View | None = None, *, with_answers: bool = False) -> Any:
    """Pass the view the clinic of its `slug`. People who do not speak for it get a 403 page.

    Whoever must give a second factor first is asked for it (see `with_factor`).
    One query for the clinic and one for the membership. `with_answers` also reads the clinic's
    facts, prices and hours, with three more queries. A page of a merged listing, which notices
    and mails may name, leads to that of its survivor. What is sent to a merged listing is refused
    in words: it was typed for another listing.
    """
    if view is None:
        return partial(for_speaker, with_answers=with_answers)

    guarded = with_factor(view)

    @wraps(view)
    def permitted(request: AuthenticatedRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
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
        return guarded(request, clinic, **kwargs)

    return permitted
