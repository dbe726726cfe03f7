"""Pages for a person who asks to speak for a clinic."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clinics.claims.actions import ask as actions
from clinics.claims.actions import objections
from clinics.claims.actions.decide import evidence, make_spoken_code
from clinics.claims.actions.sites import ask_for_sites
from clinics.claims.forms import ClaimForm, CodeForm, ObjectionForm, SitesForm
from clinics.claims.models import Claim, ClaimDocument, ClaimRefused
from clinics.claims.proof import claimable, needs_code
from clinics.claims.sites import other_sites
from clinics.claims.usual_time import usual_time
from clinics.documents.forms import ProofForm
from clinics.documents.serving import pages_shown, served, served_drawing
from clinics.listing.decorators import leads_on
from clinics.listing.models import Clinic
from clinics.listing.shown import find_shown
from clinics.listing.websites import own_domain
from clinics.memberships.decorators import AuthenticatedRequest, with_factor
from clinics.memberships.models import Invitation
from clinics.memberships.permissions import may_decide_here, may_object, speaks_for

SENT_BY_MAIL = (Claim.Method.DOMAIN_EMAIL, Claim.Method.LISTED_EMAIL)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@leads_on
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """How to speak for a clinic; with the form, for a person who is signed in."""
    clinic = claimable(request.user).filter(slug=slug).first()
    clinic = clinic or find_shown(Clinic.objects.all(), slug)
    known: dict[str, Any] = {"clinic": clinic, "domain": own_domain(clinic.website)}
    if not request.user.is_authenticated:
        if request.method == "POST":
            return redirect_to_login(request.get_full_path())
        return render(request, "clinics/claims/claim.html", known)
    form = ClaimForm(request.POST or None, request.FILES or None, clinic=clinic, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start(clinic, by=request.user, **form.cleaned_data)
        except ClaimRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _first_code(request, made)
    invited = Invitation.objects.live(at=timezone.now()).to(request.user).filter(clinic=clinic)
    known |= {
        "form": form,
        "mine": Claim.objects.open().filter(user=request.user, clinic=clinic).first(),
        "is_admin": speaks_for(request.user, clinic.pk),
        "invitation": invited.select_related("clinic", "invited_by").first(),
    }
    return render(request, "clinics/claims/claim.html", known, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@with_factor
def object_to(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Object to who speaks for a clinic."""
    clinic = get_object_or_404(Clinic, slug=slug).survivor()
    if not may_object(request.user, clinic.pk):
        raise PermissionDenied(_("Only who speaks for this clinic, or did, can object."))
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = objections.object_to(clinic, by=request.user, **form.cleaned_data)
        except ClaimRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your objection was sent to a moderator."))
            return redirect("my_claim", made.pk)
    known = {"clinic": clinic, "form": form}
    return render(request, "clinics/claims/object.html", known, status=_status(form))


def _status(*forms: Any) -> int:
    return 400 if any(form.is_bound and form.errors for form in forms) else 200


def _first_code(request: HttpRequest, made: Claim) -> HttpResponse:
    if made.method in SENT_BY_MAIL:
        _send(request, made)
    return redirect("my_claim", made.pk)


def _send(request: HttpRequest, made: Claim) -> None:
    try:
        actions.send_code(made, by=request.user, request=request)  # type: ignore[arg-type]
    except ClaimRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("A code was sent to %s.") % made.address)


def _mine(request: HttpRequest, pk: int) -> Claim:
    """The person's own claim; 404 for anybody else's."""
    own = Claim.objects.filter(user=request.user.pk).with_membership()
    own = own.select_related("clinic", "answers")
    return get_object_or_404(own, pk=pk)


def _answer_form(request: HttpRequest, *sent: Any) -> ProofForm:
    return ProofForm(*sent, auto_id="id_answer_%s", by=request.user)


def _page(
    request: HttpRequest, shown: Claim, *, code: Any = None, answer: Any = None
) -> HttpResponse:
    code, answer = code or CodeForm(), answer or _answer_form(request)
    has_lost = shown.decision == Claim.Decision.APPROVED and not shown.speaks_now
    known = {
        "claim": shown,
        "clinic": shown.clinic,
        "code_form": code,
        "answer_form": answer,
        "wrong_form": next((form for form in (code, answer) if form.errors), None),
        "newer": shown.answered_by.first(),
        "documents": evidence(shown),
        "reason": shown.reason_label,
        "needs_code": needs_code(shown),
        "is_sent": shown.method in SENT_BY_MAIL,
        "usual_time": "" if shown.decision or not shown.asked_at else usual_time(at=timezone.now()),
        "sites": len(other_sites(shown)),
        "has_lost": has_lost and may_object(request.user, shown.clinic_id),
    }
    return render(request, "clinics/claims/my_claim.html", known, status=_status(code, answer))


@require_GET
def my_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's own request: its state, and what to do next."""
    return _page(request, _mine(request, pk))


@require_POST
def type_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Prove the claim with the code."""
    shown, form = _mine(request, pk), CodeForm(request.POST)
    if form.is_valid():
        try:
            actions.type_code(shown, form.cleaned_data["code"], by=request.user)  # type: ignore[arg-type]
        except ClaimRefused as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, _("That is the right code. A moderator decides next."))
            return redirect("my_claim", pk)
    return _page(request, shown, code=form)


@require_http_methods(["GET", "HEAD", "POST"])
def sites(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Ask for other clinics of the same domain with the code that was typed."""
    shown = _mine(request, pk)
    found = other_sites(shown)
    form = SitesForm(request.POST if request.method == "POST" else None, sites=found)
    if request.method == "POST" and form.is_valid():
        made, refused = ask_for_sites(shown, form.cleaned_data["sites"], by=request.user)
        for why in refused:
            messages.error(request, why)
        if made:
            asked = ", ".join(str(one.clinic) for one in made)
            messages.success(request, _("A moderator decides about: %s.") % asked)
        return redirect("my")
    known = {"claim": shown, "clinic": shown.clinic, "form": form, "sites": found}
    return render(request, "clinics/claims/sites.html", known, status=_status(form))


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send another code."""
    _send(request, _mine(request, pk))
    return redirect("my_claim", pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the request."""
    try:
        actions.withdraw(_mine(request, pk), by=request.user)  # type: ignore[arg-type]
    except ClaimRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your request was withdrawn."))
    return redirect("my_claim", pk)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the moderator's question."""
    shown = _mine(request, pk)
    form = _answer_form(request, request.POST, request.FILES)
    if form.is_valid():
        try:
            newer = actions.answer(shown, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ClaimRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your answer was sent to a moderator."))
            return redirect("my_claim", newer.pk)
    return _page(request, shown, answer=form)


def document_or_404(request: HttpRequest, pk: int, document_pk: int) -> tuple[ClaimDocument, bool]:
    """A document of a claim, for its owner (then True) and moderators who may decide the claim."""
    shown = get_object_or_404(Claim.objects.select_related("answers"), pk=pk)
    is_own = shown.user_id == request.user.pk
    if not is_own and not may_decide_here(request, shown.clinic_id):
        raise Http404
    return get_object_or_404(evidence(shown).exclude(file=""), pk=document_pk), is_own


@require_GET
def document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponseBase:
    """A document of a claim as a file."""
    row, is_own = document_or_404(request, pk, document_pk)
    return served(row, called=f"claim-{pk}-document-{row.pk}", may_open=not is_own)


@require_GET
def document_pages(request: HttpRequest, pk: int, document_pk: int, first: int) -> HttpResponseBase:
    """The pages of a PDF from the number `first` on, to look at."""
    row, _is_own = document_or_404(request, pk, document_pk)
    return pages_shown(request, row, first, called=f"claim-{pk}-document-{row.pk}")


@require_GET
def document_drawing(
    request: HttpRequest, pk: int, document_pk: int, first: int
) -> HttpResponseBase:
    """These pages as a picture."""
    row, _is_own = document_or_404(request, pk, document_pk)
    return served_drawing(row, first)


@require_POST
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a code for the moderator to read out by phone."""
    shown = get_object_or_404(Claim, pk=pk)
    if not may_decide_here(request, shown.clinic_id):
        raise PermissionDenied
    try:
        make_spoken_code(shown, by=request.user)  # type: ignore[arg-type]
    except ClaimRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk_claim", pk)
