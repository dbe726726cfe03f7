"""Views of one clinic: the page of a shown one, or the answer that tells why there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.cache import patch_cache_control

from clinics.listing.models.clinic import ClinicQuerySet
from clinics.models import Clinic
from directory.presenting.shown import MergedInto, TakenOff, find_shown

View = Callable[..., HttpResponse]


def _as_it_is(clinics: ClinicQuerySet) -> ClinicQuerySet:
    return clinics


def of_a_clinic(
    with_more: Callable[[ClinicQuerySet], ClinicQuerySet] = _as_it_is,
) -> Callable[[View], View]:
    """Make a view of a shown clinic a view of its slug. `with_more` adds what is read with it.

    A merged listing answers 301 to the same page of the one it became, a hidden or removed one
    410, and a candidate 404, like no clinic at all.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def view_of_slug(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            try:
                clinic = find_shown(with_more(Clinic.objects.all()), slug)
            except TakenOff:
                return render(request, "directory/gone.html", status=410)
            except MergedInto as merged:
                answer = redirect(resolve(request.path).view_name, merged.slug, permanent=True)
                # A merge can be undone: no browser may remember it for good.
                patch_cache_control(answer, no_cache=True)
                return answer
            return view(request, clinic, **kwargs)

        return view_of_slug

    return decorate
