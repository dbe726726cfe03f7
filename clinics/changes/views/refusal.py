"""The page that says why an edit was refused."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.listing.models import Clinic


def refuse(
    request: HttpRequest, clinic: Clinic | None, problem: str, *, status: int = 400
) -> HttpResponse:
    """The page with the reason and a link back."""
    back = reverse("clinic_edit", args=[clinic.slug]) if clinic else reverse("edit_several")
    context = {"clinic": clinic, "title": _("This did not go through"), "problem": problem,
             "back": back}  # fmt: skip
    return render(request, "clinics/changes/refused.html", context, status=status)
