"""A claim: looked at, decided, and its decision undone by a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.moderation import actions
from clinics.moderation.case_claim import ClaimCase
from clinics.moderation.forms import RevertForm
from clinics.moderation.permit import DeskRequest, desk_only
from clinics.moderation.views import only_kind, onward, posted
from clinics.people.actions_claims import ClaimRefused, decide_claim
from clinics.people.actions_undo import undo_claim
from clinics.people.claims import Claim

PAGE = "clinics/moderation/claim.html"


def found(pk: int) -> Claim:
    """The claim with its clinic and its asker. Raises Http404."""
    return get_object_or_404(Claim.objects.select_related("clinic", "user", "decided_by"), pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything about a claim; posted: its decision, after which the next case follows."""
    asked, only = found(pk), only_kind(request)
    case = ClaimCase(asked, by=request.user, data=posted(request))
    if request.method != "POST":
        return render(request, PAGE, {"case": case})
    if case.hindrance:
        case.refusal = case.hindrance
        return render(request, PAGE, {"case": case}, status=403)
    if not case.form.is_valid():
        return render(request, PAGE, {"case": case}, status=400)
    seen = request.POST.get("seen", "")
    try:
        decided = decide_claim(asked, by=request.user, seen=seen, **case.form.cleaned_data)
    except ClaimRefused as refused:
        case = ClaimCase(found(pk), by=request.user, data=request.POST)
        case.refusal = str(refused)
        return render(request, PAGE, {"case": case}, status=409)
    actions.close("claim", pk)
    words = {"who": asked.user.email, "how": decided.get_decision_display()}
    messages.success(request, _("The claim of %(who)s: %(how)s.") % words)
    return onward(request, only)


@desk_only
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """End what an approved claim gave, or have a rejected one decided anew."""
    asked, form = found(pk), RevertForm(request.POST)
    case = ClaimCase(asked, by=request.user)
    case.revert = form
    if case.hindrance:
        case.refusal = case.hindrance
        return render(request, PAGE, {"case": case}, status=403)
    if not form.is_valid():
        return render(request, PAGE, {"case": case}, status=400)
    try:
        shown = undo_claim(asked, by=request.user, reason=form.cleaned_data["reason"])
    except ClaimRefused as refused:
        case.refusal = str(refused)
        return render(request, PAGE, {"case": case}, status=409)
    messages.success(request, _("Undone. The trail keeps both decisions."))
    return redirect("desk_claim", shown.pk)
