"""Opening, pausing, closing, hiding and removing a listing; each asks back first."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clinics.listing.actions.status import StatusRefused
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.actions.status import change_status, stand
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.status import StatusForm
from clinics.moderation.verbs import VERBS
from clinics.moderation.views.clinic import desk_of
from clinics.moderation.views.desk import posted


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AuthenticatedRequest, slug: str, verb: str) -> HttpResponse:
    """What a decision means, and why it is made; posted: it is done."""
    if verb not in VERBS:
        raise Http404
    page, asked, refusal = desk_of(request, slug), VERBS[verb], ""
    form = StatusForm(posted(request), verb=verb, stands=stand(page.clinic))
    if form.is_bound and form.is_valid():
        try:
            change_status(page.clinic, verb, by=request.user, **form.cleaned_data)
        except StatusRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, str(asked.done))
            return redirect("desk_clinic", slug)
    status = 403 if not page.may_decide else 409 if refusal else 400 if form.errors else 200
    context = {"page": page, "clinic": page.clinic, "form": form, "verb": asked,
               "refusal": refusal}  # fmt: skip
    return render(request, "clinics/moderation/status.html", context, status=status)
