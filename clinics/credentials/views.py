"""Pages on which a clinic keeps its clinicians and credentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from clinics.credentials.actions import state
from clinics.credentials.clinician_page import overview_of
from clinics.credentials.credential_line import CredentialLine, line_of, stated_by
from clinics.credentials.forms import (
    ABOUT,
    CredentialForm,
    EvidenceForm,
    PersonForm,
    kind_choices,
)
from clinics.credentials.models import Clinician, CredentialRefused, Evidence
from clinics.documents.serving import pages_shown, served, served_drawing
from clinics.listing.models import Clinic
from clinics.memberships.decorators import AuthenticatedRequest, for_speaker, with_factor
from clinics.memberships.permissions import may_decide_here, may_edit

FOLDER = "clinics/credentials"


@require_safe
@for_speaker
def overview(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """All clinicians of the clinic, all credentials, and the state of each."""
    context = {"clinic": clinic, "overview": overview_of(clinic, on=timezone.localdate())}
    return render(request, f"{FOLDER}/clinicians.html", context)


def run_action(form: Form, act: Callable[..., Any], *args: Any, **fields: Any) -> Any:
    """The result of an action on a form's fields; None, with errors in the form, if refused."""
    if not form.is_valid():
        return None
    try:
        return act(*args, **fields, **form.cleaned_data)
    except CredentialRefused as refused:
        form.add_error(None, str(refused))
        return None


def page(
    request: AuthenticatedRequest, template: str, form: Form, context: dict[str, Any]
) -> HttpResponse:
    """A page with a form. On errors 400 with what was typed; browsers drop chosen files."""
    context = context | {"form": form, "lost_files": bool(form.errors and request.FILES)}
    status = 400 if form.errors else 200
    return render(request, f"{FOLDER}/{template}.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_speaker
def add_clinician(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Add somebody who treats patients; the next page asks what they hold."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if made := run_action(form, state.add_clinician, clinic, by=request.user):
        messages.success(request, _("%s is on your list. Now state what they hold.") % made)
        return redirect("clinician_credential", clinic.slug, made.pk)
    return page(request, "clinician", form, {"clinic": clinic})


def clinician_of(clinic: Clinic, pk: int) -> Clinician:
    """A clinician of the clinic who has not left. Raises Http404."""
    return get_object_or_404(Clinician.objects.present(), pk=pk, clinic=clinic)


@require_http_methods(["GET", "HEAD", "POST"])
@for_speaker
def credential(
    request: AuthenticatedRequest, clinic: Clinic, pk: int | None = None
) -> HttpResponse:
    """State a credential of a person or of the clinic itself: first its kind, then a form."""
    person = None if pk is None else clinician_of(clinic, pk)
    kinds, kind = dict(kind_choices(of_person=person is not None)), request.GET.get("kind", "")
    context: dict[str, Any] = {
        "clinic": clinic,
        "person": person,
        "kind": kind,
        "label": kinds.get(kind),
        "about": ABOUT.get(kind),
    }
    if not kind:
        context["kinds"] = [(code, label, ABOUT[code]) for code, label in kinds.items()]
        return render(request, f"{FOLDER}/kinds.html", context)
    if kind not in kinds:
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CredentialForm(*sent, kind=kind, by=request.user)
    if run_action(form, state.claim, clinic, by=request.user, kind=kind, clinician=person):
        messages.success(request, _("Saved. A moderator looks at it before it is public."))
        return redirect("clinicians", clinic.slug)
    return page(request, "credential", form, context)


def line_in(clinic: Clinic, pk: int) -> CredentialLine:
    """A credential of the clinic, or of a clinician there, as a line. Raises Http404."""
    return line_of(get_object_or_404(stated_by([clinic.pk]), pk=pk), on=timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
@for_speaker
def renew(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Ask a moderator to look again, or answer a moderator's question."""
    line = line_in(clinic, pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EvidenceForm(*sent, kind=line.credential.kind, by=request.user)
    if "expires_on" in form.fields:
        form.fields["expires_on"].required = False
    if run_action(form, state.renew, line.credential, by=request.user):
        messages.success(request, _("Sent. A moderator looks at it."))
        return redirect("clinicians", clinic.slug)
    return page(request, "renew", form, {"clinic": clinic, "line": line})


@require_http_methods(["GET", "HEAD", "POST"])
@for_speaker
def withdraw(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Take a credential back. The page first says what that means."""
    line = line_in(clinic, pk)
    form = Form(request.POST if request.method == "POST" else None)
    if run_action(form, returning_true(state.withdraw), line.credential, by=request.user):
        messages.success(request, _("Taken back: it is no longer shown."))
        return redirect("clinicians", clinic.slug)
    return page(request, "withdraw", form, {"clinic": clinic, "line": line})


@require_http_methods(["GET", "HEAD", "POST"])
@for_speaker
def left(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Record that somebody has left. The page first says what that means."""
    person = clinician_of(clinic, pk)
    form = Form(request.POST if request.method == "POST" else None)
    if run_action(form, returning_true(state.leave), person, by=request.user):
        messages.success(request, _("%s is no longer on your list.") % person)
        return redirect("clinicians", clinic.slug)
    return page(request, "left", form, {"clinic": clinic, "person": person})


def returning_true(act: Callable[..., None]) -> Callable[..., bool]:
    """An action that returns nothing, wrapped so that it returns True: see `run_action`."""

    def acting(*args: Any, **fields: Any) -> bool:
        act(*args, **fields)
        return True

    return acting


def evidence_or_404(request: AuthenticatedRequest, slug: str, pk: int) -> tuple[Evidence, bool]:
    """A document, for those who speak for the clinic (then True) and moderators who may decide."""
    rows = Evidence.objects.select_related("credential")
    found = get_object_or_404(rows, pk=pk, credential__clinic__slug=slug)
    clinic_id = found.credential.clinic_id
    is_own = may_edit(request.user, clinic_id)
    if not (is_own or may_decide_here(request, clinic_id)):
        raise Http404
    return found, is_own


@require_GET
@with_factor
def evidence(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponseBase:
    """A document as a file."""
    found, is_own = evidence_or_404(request, slug, pk)
    return served(found, called=f"evidence-{pk}", may_open=not is_own)


@require_GET
@with_factor
def evidence_pages(
    request: AuthenticatedRequest, slug: str, pk: int, first: int
) -> HttpResponseBase:
    """The pages of a PDF from the number `first` on, to look at."""
    found, _is_own = evidence_or_404(request, slug, pk)
    return pages_shown(request, found, first, called=f"evidence-{pk}")


@require_GET
@with_factor
def evidence_drawing(
    request: AuthenticatedRequest, slug: str, pk: int, first: int
) -> HttpResponseBase:
    """These pages as a picture."""
    found, _is_own = evidence_or_404(request, slug, pk)
    return served_drawing(found, first)
