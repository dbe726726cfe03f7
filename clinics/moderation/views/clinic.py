"""A clinic at the desk: who speaks for it, its whole trail, and the trail as a file."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from clinics.audit.models import Event
from clinics.listing.models import Clinic
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.decisions import ListForm
from clinics.moderation.trail_csv import written
from clinics.moderation.views.desk import A_PAGE, list_page, refuse

MOST_AT_ONCE = 10
"""How many edits that were published without a moderator are shown above a clinic's trail."""


@desk_only
@require_safe
def clinic(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The whole trail of a clinic, published or not, with the accounts that did each thing."""
    listed_clinic = get_object_or_404(Clinic, slug=slug)
    form = ListForm(request.GET, names=("page",))
    if not form.is_valid():
        return refuse(request, form.problems)
    pages = Paginator(Event.objects.about_clinic(listed_clinic.pk), A_PAGE)
    context = {
        "clinic": listed_clinic,
        "admins": listed_clinic.memberships.select_related("user").order_by("since", "pk"),
        "at_once": listed_clinic.changes.published_at_once()[:MOST_AT_ONCE],
        "as_cases": False,
    }
    return list_page(request, "clinics/moderation/clinic.html", pages, form, context)


@desk_only
@require_safe
def trail(request: AuthenticatedRequest, slug: str) -> StreamingHttpResponse:
    """The same trail as a CSV file, newest first."""
    listed_clinic = get_object_or_404(Clinic, slug=slug)
    answer = StreamingHttpResponse(
        written(Event.objects.about_clinic(listed_clinic.pk)),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="trail-{listed_clinic.slug}.csv"'
    return answer
