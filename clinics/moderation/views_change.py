"""A proposal: looked at, decided item by item, and undone by a new decision."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from clinics.changes.actions import ChangeRefused, Decision, decide, reopen, revert
from clinics.changes.models import ProposedChange
from clinics.moderation import actions
from clinics.moderation.case_change import ChangeCase
from clinics.moderation.forms import APPROVE, RevertForm
from clinics.moderation.permit import DeskRequest, desk_only
from clinics.moderation.views import only_kind, onward, posted

PAGE = "clinics/moderation/change.html"


def found(pk: int) -> ProposedChange:
    """The proposal with its clinic and its proposer. Raises Http404."""
    return get_object_or_404(ProposedChange.objects.select_related("clinic", "proposed_by"), pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything about a proposal; posted: its decision, after which the next case follows."""
    proposal, only = found(pk), only_kind(request)
    case = ChangeCase(proposal, by=request.user, data=posted(request))
    if request.method != "POST":
        return render(request, PAGE, {"case": case})
    if case.hindrance:
        case.refusal = case.hindrance
        return render(request, PAGE, {"case": case}, status=403)
    decisions = case.decisions()
    if decisions is None:
        return render(request, PAGE, {"case": case}, status=400)
    try:
        decide(proposal, decisions, by=request.user, seen=request.POST.get("seen", ""))
    except ChangeRefused as refused:
        case = ChangeCase(found(pk), by=request.user, data=request.POST)
        case.refusal = str(refused)
        return render(request, PAGE, {"case": case}, status=409)
    actions.close("change", pk)
    messages.success(request, done(proposal, decisions))
    return onward(request, only)


def done(proposal: ProposedChange, decisions: dict[int, Decision]) -> str:
    """What was done, for the page that follows."""
    approved = sum(said.decision == APPROVE for said in decisions.values())
    return ngettext(
        "%(clinic)s: %(approved)d of %(n)d answer approved.",
        "%(clinic)s: %(approved)d of %(n)d answers approved.",
        len(decisions),
    ) % {"clinic": proposal.clinic.name, "approved": approved, "n": len(decisions)}


@desk_only
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Bring back what an edit had replaced."""
    case, form = ChangeCase(found(pk), by=request.user), RevertForm(request.POST)
    case.revert = form
    words = _("Undone. The listing says again what it said before.")
    return undone(request, case, form, revert, words)


@desk_only
@require_POST
def again(request: DeskRequest, pk: int) -> HttpResponse:
    """Have decided anew what was rejected or sent back."""
    case, form = ChangeCase(found(pk), by=request.user), RevertForm(request.POST)
    form.auto_id = "id_again_%s"
    case.reopen = form
    return undone(request, case, form, reopen, _("It waits again: decide it anew."))


def undone(
    request: DeskRequest,
    case: ChangeCase,
    form: RevertForm,
    act: Callable[..., ProposedChange],
    words: str,
) -> HttpResponse:
    """Do what undoes a decision, for the reason in the form, and go to what came of it."""
    if case.hindrance:
        case.refusal = case.hindrance
        return render(request, PAGE, {"case": case}, status=403)
    if not form.is_valid():
        return render(request, PAGE, {"case": case}, status=400)
    try:
        made = act(case.change, by=request.user, reason=form.cleaned_data["reason"])
    except ChangeRefused as refused:
        case.refusal = str(refused)
        return render(request, PAGE, {"case": case}, status=409)
    messages.success(request, words)
    return redirect("desk_change", made.pk)
