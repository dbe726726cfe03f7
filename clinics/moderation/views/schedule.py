"""The pages of what must not grow old: the scheduled work, and ages of all kinds."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.ages import ages, late_first
from clinics.moderation.decorators import desk_only
from clinics.schedule.standing import schedule


@desk_only
@require_safe
def scheduled(request: AuthenticatedRequest) -> HttpResponse:
    """Every job with its last run and its next; whether a scheduler lives."""
    context = {"schedule": schedule(at=timezone.now())}
    return render(request, "clinics/moderation/schedule.html", context)


@desk_only
@require_safe
def aged(request: AuthenticatedRequest) -> HttpResponse:
    """How old registers, cases, scheduled work and the log of changes are; the late ones first."""
    context = {"ages": late_first(ages(at=timezone.now()))}
    return render(request, "clinics/moderation/ages.html", context)
