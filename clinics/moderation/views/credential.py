"""The pages of a credential's case: decide it, and decide it again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.credentials.actions.decide import decide, reopen
from clinics.credentials.models import CredentialCase, CredentialRefused
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.cases.credential import CredentialDeskCase
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.decisions import RevertForm
from clinics.moderation.steps import decided, undone

PAGE = "clinics/moderation/credential.html"


def case_or_404(pk: int) -> CredentialCase:
    """The case with its credential, its holder, and who asked. Raises Http404."""
    cases = CredentialCase.objects.select_related(
        "clinic", "credential__clinician", "credential__current", "opened_by", "decided_by"
    )
    return get_object_or_404(cases, pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def credential(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A credential's case; posted: its decision, and then the next case."""

    def act(case: CredentialDeskCase) -> str | None:
        if not case.form.is_valid():
            return None
        seen = request.POST.get("seen", "")
        decide(case.case, by=request.user, seen=seen, **case.form.cleaned_data)
        return _("%(what)s: %(how)s.") % {"what": case.title, "how": case.form.outcome_label}

    return decided(
        request,
        lambda data: CredentialDeskCase(case_or_404(pk), by=request.user, data=data),
        act,
        template=PAGE,
        refused=CredentialRefused,
    )


@desk_only
@require_POST
def again(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let a credential be decided again."""
    case, form = CredentialDeskCase(case_or_404(pk), by=request.user), RevertForm(request.POST)
    case.again = form
    return undone(
        request,
        case,
        form,
        lambda reason: reopen(case.case, by=request.user, reason=reason),
        template=PAGE,
        refused=CredentialRefused,
        done=_("It is waiting again. You can decide it now."),
    )
