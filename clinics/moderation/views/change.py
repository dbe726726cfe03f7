"""The pages of a proposal: decide it item by item, undo a decision, decide again."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from clinics.accounts.models import User
from clinics.changes.actions.decide import Decision, decide
from clinics.changes.actions.undo import reopen, revert
from clinics.changes.models import ProposedChange
from clinics.changes.values import ChangeRefused
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.cases.change import ChangeCase
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.decisions import APPROVE, RevertForm
from clinics.moderation.forms.undo import WAIT, UndoForm
from clinics.moderation.steps import decided, undone

PAGE = "clinics/moderation/change.html"
WAITS_AGAIN = gettext_lazy("It is waiting again. You can decide it now.")


def proposal_or_404(pk: int) -> ProposedChange:
    """The proposal with its clinic and its proposer. Raises Http404."""
    return get_object_or_404(ProposedChange.objects.select_related("clinic", "proposed_by"), pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A proposal; posted: its decision, and then the next case."""

    def act(case: ChangeCase) -> str | None:
        decisions = case.decisions()
        if decisions is None:
            return None
        decide(case.change, decisions, by=request.user, seen=request.POST.get("seen", ""))
        return summary(case.change, decisions)

    return decided(
        request,
        lambda data: ChangeCase(proposal_or_404(pk), by=request.user, data=data),
        act,
        template=PAGE,
        refused=ChangeRefused,
    )


def summary(proposal: ProposedChange, decisions: dict[int, Decision]) -> str:
    """How many items were approved, as a message."""
    approved = sum(one.decision == APPROVE for one in decisions.values())
    return ngettext(
        "%(clinic)s: %(approved)d of %(n)d answer approved.",
        "%(clinic)s: %(approved)d of %(n)d answers approved.",
        len(decisions),
    ) % {"clinic": proposal.clinic.name, "approved": approved, "n": len(decisions)}


@desk_only
@require_POST
def undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put back what an edit replaced: all of it, or chosen answers."""
    case = ChangeCase(proposal_or_404(pk), by=request.user)
    case.revert = form = UndoForm(request.POST, items=case.change.published)

    def act(proposal: ProposedChange, *, by: User, reason: str) -> ProposedChange:
        chosen = form.chosen or [item.pk for item in case.still_public]
        return revert(proposal, by=by, reason=reason, chosen=chosen, again=form.is_to_wait)

    is_to_wait = request.POST.get("then") == WAIT
    message = WAITS_AGAIN if is_to_wait else _("Undone. The listing is again as it was before.")
    return undo_with(request, case, form, act, str(message))


@desk_only
@require_POST
def again(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let what was rejected or sent back be decided again."""
    case, form = ChangeCase(proposal_or_404(pk), by=request.user), RevertForm(request.POST)
    form.auto_id = "id_again_%s"
    case.reopen = form
    return undo_with(request, case, form, reopen, str(WAITS_AGAIN))


def undo_with(
    request: AuthenticatedRequest,
    case: ChangeCase,
    form: RevertForm,
    act: Callable[..., ProposedChange],
    message: str,
) -> HttpResponse:
    """Undo a decision with `act`, and go to the proposal that came of it."""
    return undone(
        request,
        case,
        form,
        lambda reason: act(case.change, by=request.user, reason=reason),
        template=PAGE,
        refused=ChangeRefused,
        done=message,
    )
