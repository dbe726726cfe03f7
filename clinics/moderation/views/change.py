"""A proposal: looked at, decided item by item, and undone by a new decision."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from clinics.changes.actions.decide import Decision, decide
from clinics.changes.actions.undo import reopen, revert
from clinics.changes.models import ProposedChange
from clinics.changes.values import ChangeRefused
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.cases.change import ChangeCase
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.decisions import APPROVE, RevertForm
from clinics.moderation.steps import decided, undone

PAGE = "clinics/moderation/change.html"


def found(pk: int) -> ProposedChange:
    """The proposal with its clinic and its proposer. Raises Http404."""
    return get_object_or_404(ProposedChange.objects.select_related("clinic", "proposed_by"), pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Everything about a proposal; posted: its decision, after which the next case follows."""

    def act(case: ChangeCase) -> str | None:
        decisions = case.decisions()
        if decisions is None:
            return None
        decide(case.change, decisions, by=request.user, seen=request.POST.get("seen", ""))
        return done(case.change, decisions)

    return decided(
        request,
        lambda data: ChangeCase(found(pk), by=request.user, data=data),
        act,
        template=PAGE,
        refused=ChangeRefused,
    )


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
def undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Bring back what an edit had replaced."""
    case, form = ChangeCase(found(pk), by=request.user), RevertForm(request.POST)
    case.revert = form
    words = _("Undone. The listing says again what it said before.")
    return take_back(request, case, form, revert, words)


@desk_only
@require_POST
def again(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Have decided anew what was rejected or sent back."""
    case, form = ChangeCase(found(pk), by=request.user), RevertForm(request.POST)
    form.auto_id = "id_again_%s"
    case.reopen = form
    return take_back(request, case, form, reopen, _("It waits again: decide it anew."))


def take_back(
    request: AuthenticatedRequest,
    case: ChangeCase,
    form: RevertForm,
    act: Callable[..., ProposedChange],
    words: str,
) -> HttpResponse:
    """Do what undoes a decision, and go to the proposal that came of it."""
    return undone(
        request,
        case,
        form,
        lambda reason: act(case.change, by=request.user, reason=reason),
        template=PAGE,
        refused=ChangeRefused,
        done=words,
    )
