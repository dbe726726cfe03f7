"""A claim: looked at, decided, and its decision undone by a new one."""

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


def found(pk: int) -> Claim:
    """The claim with its clinic and its asker. Raises Http404."""
    return get_object_or_404(Claim.objects.select_related("clinic", "user", "decided_by"), pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Everything about a claim; posted: its decision, after which the next case follows."""

    def act(case: ClaimCase) -> str | None:
        if not case.form.is_valid():
            return None
        seen = request.POST.get("seen", "")
        made = decide_claim(case.claim, by=request.user, seen=seen, **case.form.cleaned_data)
        words = {"who": case.claim.user.email, "how": made.get_decision_display()}
        return _("The claim of %(who)s: %(how)s.") % words

    return decided(
        request,
        lambda data: ClaimCase(found(pk), by=request.user, data=data),
        act,
        template=PAGE,
        refused=ClaimRefused,
    )


@desk_only
@require_POST
def undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """End what an approved claim gave, or have a rejected one decided anew."""
    case, form = ClaimCase(found(pk), by=request.user), RevertForm(request.POST)
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
