"""The page of scheduled work: which commands run by themselves, and how they last ran."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.decorators import desk_only
from clinics.schedule.standing import schedule


@desk_only
@require_safe
def scheduled(request: AuthenticatedRequest) -> HttpResponse:
    """Every job with its last run and its next; whether a scheduler lives."""
    context = {"schedule": schedule(at=timezone.now())}
    return render(request, "clinics/moderation/schedule.html", context)
