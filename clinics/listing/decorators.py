"""View decorators for the address of one clinic: its listing, or the answer why there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.cache import patch_cache_control

from clinics.listing.models import Clinic
from clinics.listing.models.clinic import ClinicQuerySet
from clinics.listing.shown import MergedInto, TakenOff, find_shown

View = Callable[..., HttpResponse]


def _as_it_is(clinics: ClinicQuerySet) -> ClinicQuerySet:
    return clinics


def of_a_clinic(
    with_more: Callable[[ClinicQuerySet], ClinicQuerySet] = _as_it_is,
) -> Callable[[View], View]:
    """Make a view of a shown clinic a view of its slug. `with_more` adds what is read with it.

    What `leads_on` answers for other listings; a candidate is a 404, like no clinic at all.
    """

    def decorate(view: View) -> View:
        @leads_on
        @wraps(view)
        def view_of_slug(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            return view(request, find_shown(with_more(Clinic.objects.all()), slug), **kwargs)

        return view_of_slug

    return decorate


def leads_on(view: View) -> View:
    """Answer when a view of a slug raises MergedInto or TakenOff.

    A merged listing leads to the same page of the one it became, with its query; a form that was
    sent to it is sent on as it is. A hidden or removed listing answers 410.
    """

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except TakenOff:
            return render(request, "clinics/gone.html", status=410)
        except MergedInto as merged:
            page = reverse(resolve(request.path_info).view_name, kwargs={"slug": merged.slug})
            query = request.META.get("QUERY_STRING", "")
            is_read = request.method in ("GET", "HEAD")
            # 307: a browser posts again, as it was typed.
            answer = redirect(
                f"{page}?{query}" if query else page,
                permanent=is_read,
                preserve_request=not is_read,
            )
            # A merge can be undone: no browser may remember it for good.
            patch_cache_control(answer, no_cache=True)
            return answer

    return answered
