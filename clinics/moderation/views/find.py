"""The search at the desk, in clinics of every state, people and accounts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.decorators import desk_only
from clinics.moderation.find import MOST_SHOWN, find
from clinics.moderation.forms.find import FindForm


@desk_only
@require_safe
def found(request: AuthenticatedRequest) -> HttpResponse:
    """What is found; a GET, since logs keep no query and nothing here is a patient's search."""
    form = FindForm(request.GET, label_suffix="")
    is_valid = form.is_valid()
    words = form.cleaned_data.get("q", "")
    context = {"form": form, "words": words, "most": MOST_SHOWN}
    if words:
        context["found"] = find(words)
    return render(request, "clinics/moderation/find.html", context, status=200 if is_valid else 400)
