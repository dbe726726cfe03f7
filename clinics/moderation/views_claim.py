"""A claim: looked at and decided."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from clinics.moderation.case_claim import ClaimCase
from clinics.moderation.permit import desk_only
from clinics.people.claims import Claim

PAGE = "clinics/moderation/claim.html"


def found(pk: int) -> Claim:
    """The claim with its clinic and its asker. Raises Http404."""
    return get_object_or_404(Claim.objects.select_related("clinic", "user", "decided_by"), pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a claim; posted: its decision, after which the next case follows."""
    case = ClaimCase(found(pk), by=request.user, data=request.POST or None)
    return render(request, PAGE, {"case": case})
