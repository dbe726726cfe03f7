"""A person's own pages: the clinics they speak for, what there is to do, and their notices."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinics.claims.models import Claim
from clinics.credentials.clinician_page import todo as credentials_todo
from clinics.dashboard.todo import memberships_of, todo
from clinics.inquiries.models import Inquiry
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.memberships.permissions import has_second_factor, is_moderator
from clinics.notices.actions.digest import mark_seen
from clinics.notices.models import Notice

NOTICES_ON_FIRST_PAGE = 5
NOTICES_ON_OWN_PAGE = 200


@require_safe
def my(request: AuthenticatedRequest) -> HttpResponse:
    """The person's clinics, requests and tasks. 100 clinics take as many queries as one."""
    user, today = request.user, timezone.localdate()
    memberships = list(memberships_of(user))
    held = credentials_todo([m.clinic_id for m in memberships], on=today)
    known = {
        "spoken_for": [(m, todo(m, on=today), held.get(m.clinic_id, [])) for m in memberships],
        "claims": Claim.objects.filter(user=user.pk)
        .select_related("clinic").order_by("-started_at", "-pk")[:20],
        "notices": Notice.objects.filter(user=user.pk).unseen()
        .order_by("-at", "-pk")[:NOTICES_ON_FIRST_PAGE],
        "inquiries": Inquiry.objects.open().select_related("clinic")
        .filter(clinic__in=[m.clinic_id for m in memberships]),
        "has_factor": has_second_factor(user),
        "is_moderator": is_moderator(user),
    }  # fmt: skip
    return render(request, "clinics/dashboard/my.html", known)


@require_safe
def notices(request: AuthenticatedRequest) -> HttpResponse:
    """The person's notices, newest first."""
    newest = Notice.objects.filter(user=request.user.pk).order_by("-at", "-pk")
    rows = newest[:NOTICES_ON_OWN_PAGE]
    has_new = any(notice.seen_at is None for notice in rows)
    return render(request, "clinics/dashboard/notices.html", {"notices": rows, "has_new": has_new})


@require_POST
def notices_seen(request: AuthenticatedRequest) -> HttpResponse:
    """Mark the person's notices as read."""
    mark_seen(by=request.user)
    return redirect("notices")
