"""The page of a clinic that a list no longer has."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.exchange.actions.decide_absence import AbsenceRefused, decide_absence, reopen_absence
from clinics.listing.models import Absence
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.cases.gone import GoneCase
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.reviews import AgainForm
from clinics.moderation.steps import decided, undone

PAGE = "clinics/moderation/gone.html"


def absence_or_404(pk: int) -> Absence:
    """An absence. Raises Http404."""
    return get_object_or_404(Absence.objects.select_related("decided_by"), pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def gone(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A clinic that a list no longer has; posted: what a moderator found out, then the next."""

    def act(case: GoneCase) -> str | None:
        if not case.form.is_valid():
            return None
        decide_absence(case.absence, by=request.user, **case.form.cleaned_data)
        return _("%(clinic)s: decided.") % {"clinic": case.clinic.name}

    return decided(
        request,
        lambda data: GoneCase(absence_or_404(pk), by=request.user, data=data),
        act,
        template=PAGE,
        refused=AbsenceRefused,
    )


@desk_only
@require_POST
def gone_again(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let it be decided again, for a reason."""
    case = GoneCase(absence_or_404(pk), by=request.user)
    case.again = form = AgainForm(request.POST, reasons=Absence.Again)
    return undone(
        request,
        case,
        form,
        lambda reason: reopen_absence(case.absence, by=request.user, reason=reason),
        template=PAGE,
        refused=AbsenceRefused,
        done=_("It is waiting again. You can decide it now."),
    )
