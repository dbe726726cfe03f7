"""The page that says in words why an edit did not go through."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.listing.models import Clinic


def refuse(
    request: HttpRequest, clinic: Clinic | None, problem: str, *, status: int = 400
) -> HttpResponse:
    """The page with the reason and a link to where the person goes on."""
    back = reverse("clinic_edit", args=[clinic.slug]) if clinic else reverse("edit_several")
    known = {"clinic": clinic, "title": _("This did not go through"), "problem": problem,
             "back": back}  # fmt: skip
    return render(request, "clinics/changes/refused.html", known, status=status)
