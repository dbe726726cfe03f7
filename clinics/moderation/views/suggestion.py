"""The pages of a suggestion about a listing as a whole: decide it, and decide it again."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.cases.suggestion import SuggestionCase
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.reviews import AgainForm
from clinics.moderation.steps import decided, undone
from clinics.reviews.models import ReviewRefused
from clinics.suggestions.actions.decide import decide, reopen
from clinics.suggestions.models import Suggestion

PAGE = "clinics/moderation/suggestion.html"


def suggestion_or_404(pk: int, kind: str) -> Suggestion:
    """A confirmed suggestion of that kind of case. Raises Http404."""
    rows = Suggestion.objects.select_related("clinic", "other", "by", "decided_by")
    found = get_object_or_404(rows.filter(confirmed_at__isnull=False), pk=pk)
    if found.is_urgent != (kind == "urgent-suggestion"):
        raise Http404
    return found


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def suggestion(request: AuthenticatedRequest, pk: int, kind: str) -> HttpResponse:
    """A suggestion; posted: its decision, and then the next case."""

    def act(case: SuggestionCase) -> str | None:
        if not case.form.is_valid():
            return None
        seen = request.POST.get("seen", "")
        made = decide(case.suggestion, by=request.user, seen=seen, request=request,
                      **case.form.decision)  # fmt: skip
        names = {"clinic": made.name, "how": made.get_outcome_display()}
        return _("%(clinic)s: %(how)s.") % names

    return decided(
        request,
        lambda data: SuggestionCase(suggestion_or_404(pk, kind), by=request.user, data=data),
        act,
        template=PAGE,
        refused=ReviewRefused,
    )


@desk_only
@require_POST
def again(request: AuthenticatedRequest, pk: int, kind: str) -> HttpResponse:
    """Let a suggestion be decided again; what its decision did is taken back."""
    case = SuggestionCase(suggestion_or_404(pk, kind), by=request.user)
    case.again = form = AgainForm(request.POST, reasons=Suggestion.Again)
    return undone(
        request,
        case,
        form,
        lambda reason: reopen(case.suggestion, by=request.user, reason=reason),
        template=PAGE,
        refused=ReviewRefused,
        done=_("It is waiting again. You can decide it now."),
    )
