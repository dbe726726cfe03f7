"""The pages of a claim: decide it, and undo a decision."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.claims.actions.decide import ClaimRefused, decide_claim
from clinics.claims.actions.undo import undo_claim
from clinics.claims.models import Claim
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.actions import hold
from clinics.moderation.cases.claim import ClaimCase
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.decisions import UndoClaimForm
from clinics.moderation.steps import decided, undone

PAGE = "clinics/moderation/claim.html"


def claim_or_404(pk: int) -> Claim:
    """The claim with its clinic and the person who asked. Raises Http404."""
    return get_object_or_404(Claim.objects.select_related("clinic", "user", "decided_by"), pk=pk)


def _decide_alike(
    request: AuthenticatedRequest, chosen: list[str], decision: dict[str, Any]
) -> list[str]:
    """Decide more claims the same way; a sentence for each that was decided or refused."""
    alike, said = {k: v for k, v in decision.items() if k != "replace"}, []
    for one in chosen:
        pk, _colon, seen = one.partition(":")
        row = claim_or_404(int(pk))
        try:
            made = decide_claim(row, by=request.user, seen=seen, **alike)
        except ClaimRefused as refused:
            said.append(f"{row.clinic}: {refused}")
        else:
            hold.close("claim", row.pk)
            said.append(f"{row.clinic}: {made.get_decision_display()}.")
    return said


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A claim; posted: its decision, and then the next case."""

    def act(case: ClaimCase) -> str | None:
        if not case.form.is_valid():
            return None
        decision, seen = case.form.cleaned_data, request.POST.get("seen", "")
        also = decision.pop("also", [])
        made = decide_claim(case.claim, by=request.user, seen=seen, **decision)
        names = {"who": case.claim.user.email, "how": made.get_decision_display()}
        done = _("The claim of %(who)s: %(how)s.") % names
        return " ".join([done, *_decide_alike(request, also, decision)])

    return decided(
        request,
        lambda data: ClaimCase(claim_or_404(pk), by=request.user, data=data),
        act,
        template=PAGE,
        refused=ClaimRefused,
    )


@desk_only
@require_POST
def undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """End the membership of an approved claim, or let a rejected one be decided again."""
    case = ClaimCase(claim_or_404(pk), by=request.user)
    case.revert = form = UndoClaimForm(request.POST, people=case.brought_in)
    return undone(
        request,
        case,
        form,
        lambda reason: undo_claim(
            case.claim, by=request.user, reason=reason, ends=form.cleaned_data.get("ends", [])
        ),
        template=PAGE,
        refused=ClaimRefused,
        done=_("Undone. The trail keeps both decisions."),
    )
