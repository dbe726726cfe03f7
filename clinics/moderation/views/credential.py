"""The pages of credentials: decide all that wait of one holder, and decide one of them again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.accounts.models import User
from clinics.credentials.actions.decide import decide_together, reopen
from clinics.credentials.models import CredentialCase, CredentialRefused
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.cases.credential import CredentialDeskCase
from clinics.moderation.cases.holder import read
from clinics.moderation.cases.person import PersonCase, front_of
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.decisions import RevertForm
from clinics.moderation.steps import decided, undone
from clinics.moderation.views.desk import only_kind

DECIDED, PERSON = "clinics/moderation/credential.html", "clinics/moderation/person.html"


def case_or_404(pk: int) -> CredentialCase:
    """The case with its clinic and who holds the credential. Raises Http404."""
    rows = CredentialCase.objects.select_related("clinic", "credential__clinician")
    return get_object_or_404(rows, pk=pk)


def decided_case(pk: int, *, by: User) -> CredentialDeskCase:
    """A case alone, with all that the desk shows of it. Raises Http404."""
    return CredentialDeskCase(get_object_or_404(read(), pk=pk), by=by)


def send(case: PersonCase) -> str | None:
    """Decide what was sent. The message of what was done; None when something is missing."""
    sent = case.sent()
    if sent is None:
        return None
    decide_together(sent, by=case.by)
    return case.result


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def credential(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """All credentials of one holder that wait; posted: the decisions, and then the next case.

    A case that waits with an older one leads to it; one that is decided has a page of its own.
    """
    row = case_or_404(pk)
    if request.method != "POST":
        front = front_of(row) if row.decided_at is None else row
        if front is not None and front.pk != pk:
            only = f"?only={kind}" if (kind := only_kind(request)) else ""
            return redirect(f"{reverse('desk_credential', args=[front.pk])}{only}#case-{pk}")
        if row.decided_at is not None:
            return render(request, DECIDED, {"case": decided_case(pk, by=request.user)})

    return decided(
        request,
        lambda data: PersonCase(row, by=request.user, data=data),
        send,
        template=PERSON,
        refused=CredentialRefused,
    )


@desk_only
@require_POST
def again(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let a credential be decided again."""
    case, form = decided_case(pk, by=request.user), RevertForm(request.POST)
    case.again = form
    return undone(
        request,
        case,
        form,
        lambda reason: reopen(case.case, by=request.user, reason=reason),
        template=DECIDED,
        refused=CredentialRefused,
        done=_("It is waiting again. You can decide it now."),
    )
