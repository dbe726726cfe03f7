"""A clinic at the desk: notes, who speaks for it, and its whole trail, also as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinics.audit.models import Event
from clinics.listing.models import Clinic
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.memberships.permissions import may_decide
from clinics.moderation.actions.hold import DeskRefused
from clinics.moderation.actions.note import note
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.decisions import ListForm
from clinics.moderation.forms.note import NoteForm
from clinics.moderation.models import Note
from clinics.moderation.trail_csv import written
from clinics.moderation.views.desk import A_PAGE, list_page, refuse

MOST_AT_ONCE = 10
"""How many edits that were published without a moderator are shown above a clinic's trail."""


@desk_only
@require_safe
def clinic(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The whole trail of a clinic, published or not, with the accounts that did each thing."""
    return _page(request, get_object_or_404(Clinic, slug=slug), NoteForm(label_suffix=""))


def _page(
    request: AuthenticatedRequest, listed: Clinic, form: NoteForm, refusal: str = ""
) -> HttpResponse:
    """The page of a clinic, with a note that is being written and why it was refused."""
    pages_form = ListForm(request.GET, names=("page",))
    if not pages_form.is_valid():
        return refuse(request, pages_form.problems)
    may_note = may_decide(request.user, listed.pk)
    context = {
        "clinic": listed,
        "form": form,
        "refusal": refusal,
        "notes": Note.objects.on_clinic(listed.pk) if may_note else None,
        "admins": listed.memberships.select_related("user").order_by("since", "pk"),
        "at_once": listed.changes.published_at_once()[:MOST_AT_ONCE],
        "as_cases": False,
    }
    pages = Paginator(Event.objects.about_clinic(listed.pk), A_PAGE)
    return list_page(request, "clinics/moderation/clinic.html", pages, pages_form, context)


@desk_only
@require_POST
def add_note(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Add a note to a clinic; what was typed stays on the page when it is refused."""
    noted = get_object_or_404(Clinic, slug=slug)
    if not may_decide(request.user, noted.pk):
        raise PermissionDenied
    form, refusal, status = NoteForm(request.POST, label_suffix=""), "", 400
    if form.is_valid():
        try:
            note(noted, by=request.user, words=form.cleaned_data["words"])
        except DeskRefused as refused:
            refusal, status = str(refused), 409
        else:
            messages.success(request, _("The note is added."))
            return redirect("desk_clinic", slug)
    page = _page(request, noted, form, refusal)
    page.status_code = status
    return page


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
