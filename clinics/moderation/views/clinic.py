"""A clinic at the desk: its first page, and a page each for answers, people, cases and trail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinics.audit.models import Event
from clinics.listing.models import Clinic
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation import desk
from clinics.moderation.actions.hold import DeskRefused
from clinics.moderation.actions.note import note
from clinics.moderation.clinic_page import ClinicDesk
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.decisions import ListForm
from clinics.moderation.forms.note import NoteForm
from clinics.moderation.trail_csv import written
from clinics.moderation.views.desk import A_PAGE, list_page, refuse


def desk_of(request: AuthenticatedRequest, slug: str, *, with_answers: bool = False) -> ClinicDesk:
    """The clinic of an address, whatever its state. Raises Http404."""
    clinics = Clinic.objects.with_answers() if with_answers else Clinic.objects.all()
    return ClinicDesk(get_object_or_404(clinics, slug=slug), by=request.user)


@desk_only
@require_safe
def clinic(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """What waits, who speaks for it, notes, documents, questions, and how much else there is."""
    return show(request, desk_of(request, slug))


def show(request: AuthenticatedRequest, page: ClinicDesk, **more: Any) -> HttpResponse:
    """The first page of a clinic. `more`: a form that was refused, why, and the status."""
    status = more.pop("status", 200)
    context = {"page": page, "clinic": page.clinic, "form": NoteForm(label_suffix="")} | more
    return render(request, "clinics/moderation/clinic.html", context, status=status)


@desk_only
@require_POST
def add_note(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Add a note to a clinic; what was typed stays on the page when it is refused."""
    page, form = desk_of(request, slug), NoteForm(request.POST, label_suffix="")
    if not page.may_decide:
        raise PermissionDenied
    if not form.is_valid():
        return show(request, page, form=form, status=400)
    try:
        note(page.clinic, by=request.user, words=form.cleaned_data["words"])
    except DeskRefused as refused:
        return show(request, page, form=form, refusal=str(refused), status=409)
    messages.success(request, _("The note is added."))
    return redirect("desk_clinic", slug)


@desk_only
@require_safe
def facts(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Every answer with its source and its days, and a way to correct it."""
    page = desk_of(request, slug, with_answers=True)
    context = {"page": page, "clinic": page.clinic}
    return render(request, "clinics/moderation/clinic_facts.html", context)


@desk_only
@require_safe
def people(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Who treats patients there, what they hold, and what is checked."""
    page = desk_of(request, slug)
    context = {"page": page, "clinic": page.clinic}
    return render(request, "clinics/moderation/clinic_people.html", context)


@desk_only
@require_safe
def cases(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Every case of a clinic: what waits, then what was decided."""
    page, form = desk_of(request, slug), ListForm(request.GET, names=("page",))
    if not form.is_valid():
        return refuse(request, form.problems)
    pages = Paginator(desk.of_clinic(page.clinic.pk, is_waiting=False), A_PAGE)
    waiting = desk.listed(desk.of_clinic(page.clinic.pk, is_waiting=True), by=request.user)
    context = {"clinic": page.clinic, "waiting": waiting}
    return list_page(request, "clinics/moderation/clinic_cases.html", pages, form, context)


@desk_only
@require_safe
def trail(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The whole trail of a clinic, with the accounts that did each thing."""
    page, form = desk_of(request, slug), ListForm(request.GET, names=("page",))
    if not form.is_valid():
        return refuse(request, form.problems)
    pages = Paginator(Event.objects.about_clinic(page.clinic.pk), A_PAGE)
    context = {"clinic": page.clinic, "as_cases": False}
    return list_page(request, "clinics/moderation/clinic_trail.html", pages, form, context)


@desk_only
@require_safe
def trail_file(request: AuthenticatedRequest, slug: str) -> StreamingHttpResponse:
    """The same trail as a CSV file, newest first."""
    listed = get_object_or_404(Clinic, slug=slug)
    answer = StreamingHttpResponse(
        written(Event.objects.about_clinic(listed.pk)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="trail-{listed.slug}.csv"'
    return answer
