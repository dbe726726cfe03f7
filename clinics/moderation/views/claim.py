"""The pages of a claim: decide it, and undo a decision."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.claims.actions.decide import ClaimRefused, decide_claim
from clinics.claims.actions.undo import undo_claim
from clinics.claims.models import Claim
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.cases.claim import ClaimCase
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.decisions import RevertForm
from clinics.moderation.steps import decided, undone

PAGE = "clinics/moderation/claim.html"


def claim_or_404(pk: int) -> Claim:
    """The claim with its clinic and the person who asked. Raises Http404."""
    return get_object_or_404(Claim.objects.select_related("clinic", "user", "decided_by"), pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A claim; posted: its decision, and then the next case."""

    def act(case: ClaimCase) -> str | None:
        if not case.form.is_valid():
            return None
        seen = request.POST.get("seen", "")
        made = decide_claim(case.claim, by=request.user, seen=seen, **case.form.cleaned_data)
        names = {"who": case.claim.user.email, "how": made.get_decision_display()}
        return _("The claim of %(who)s: %(how)s.") % names

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
    case, form = ClaimCase(claim_or_404(pk), by=request.user), RevertForm(request.POST)
    case.revert = form
    return undone(
        request,
        case,
        form,
        lambda reason: undo_claim(case.claim, by=request.user, reason=reason),
        template=PAGE,
        refused=ClaimRefused,
        done=_("Undone. The trail keeps both decisions."),
    )
