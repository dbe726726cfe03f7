"""A person's own pages: the clinics they speak for, what is to be done, what they were told."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinics.claims.models import Claim
from clinics.credentials.clinician_page import todo as credentials_todo
from clinics.dashboard.todo import memberships_of, todo
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.memberships.permissions import has_second_factor, is_moderator
from clinics.notices.actions.digest import mark_seen
from clinics.notices.models import Notice

NEWEST = 5
"""Notices on the first page; the rest have a page of their own."""
MOST = 200
"""Notices on their own page."""


@require_safe
def my(request: AuthenticatedRequest) -> HttpResponse:
    """What the person speaks for, has asked, and has to do; as many queries for 1 as for 100."""
    user, today = request.user, timezone.localdate()
    memberships = list(memberships_of(user))
    held = credentials_todo([m.clinic_id for m in memberships], on=today)
    known = {
        "spoken_for": [(m, todo(m, on=today), held.get(m.clinic_id, [])) for m in memberships],
        "claims": Claim.objects.filter(user=user.pk)
        .select_related("clinic").order_by("-started_at", "-pk")[:20],
        "notices": Notice.objects.filter(user=user.pk).unseen().order_by("-at", "-pk")[:NEWEST],
        "has_factor": has_second_factor(user),
        "is_moderator": is_moderator(user),
    }  # fmt: skip
    return render(request, "clinics/dashboard/my.html", known)


@require_safe
def notices(request: AuthenticatedRequest) -> HttpResponse:
    """Everything the person was told, newest first."""
    told = Notice.objects.filter(user=request.user.pk).order_by("-at", "-pk")[:MOST]
    has_new = any(notice.seen_at is None for notice in told)
    return render(request, "clinics/dashboard/notices.html", {"notices": told, "has_new": has_new})


@require_POST
def notices_seen(request: AuthenticatedRequest) -> HttpResponse:
    """Mark what the person was told as read."""
    mark_seen(by=request.user)
    return redirect("notices")
