"""The pages of a candidate: decide it, and decide it again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.candidates.actions.decide import (
    hand_over,
    open_candidate,
    put_off,
    refuse_candidate,
    reopen_candidate,
)
from clinics.candidates.models import Candidate, CandidateRefused
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.cases.candidate import CandidateCase
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.candidate import LATER, NO_CLINIC, OPEN
from clinics.moderation.forms.reviews import AgainForm
from clinics.moderation.steps import decided, undone

PAGE = "clinics/moderation/candidate.html"


def candidate_or_404(pk: int) -> Candidate:
    """A candidate with its listing. Raises Http404."""
    return get_object_or_404(Candidate.objects.select_related("clinic", "decided_by"), pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A candidate; posted: what becomes of it, and then the next case."""

    def act(case: CandidateCase) -> str | None:
        return _act(case, request) if case.form.is_valid() else None

    return decided(
        request,
        lambda data: CandidateCase(candidate_or_404(pk), by=request.user, data=data),
        act,
        template=PAGE,
        refused=CandidateRefused,
    )


def _act(case: CandidateCase, request: AuthenticatedRequest) -> str:
    """Carry the decision out; what was done, in words. Raises CandidateRefused."""
    typed, names = case.form.cleaned_data, {"clinic": case.clinic.name}
    told = {"by": request.user, "seen": request.POST.get("seen", "")}
    if typed["decision"] == OPEN:
        open_candidate(case.candidate, words=typed["words"], **told)
        return _("%(clinic)s is open. Patients find it now.") % names
    if typed["decision"] == NO_CLINIC:
        refuse_candidate(case.candidate, words=typed["words"], **told)
        return _("%(clinic)s is hidden. No search suggests it again.") % names
    if typed["decision"] == LATER:
        put_off(case.candidate, until=typed["until"], words=typed["words"], **told)
        return _("%(clinic)s waits again after that day.") % names
    hand_over(case.candidate, typed["other"], **told)
    return _("%(clinic)s and the other listing wait among the duplicates.") % names


@desk_only
@require_POST
def again(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let a candidate be decided again; what the decision did to the listing is taken back."""
    case = CandidateCase(candidate_or_404(pk), by=request.user)
    case.again = form = AgainForm(request.POST, reasons=Candidate.Again)
    return undone(
        request,
        case,
        form,
        lambda reason: reopen_candidate(case.candidate, by=request.user, reason=reason),
        template=PAGE,
        refused=CandidateRefused,
        done=_("It is waiting again. You can decide it now."),
    )
