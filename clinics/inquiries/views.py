"""A moderator's question, as the clinic sees and answers it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinics.inquiries.actions.inquire import InquiryRefused, answer
from clinics.inquiries.forms import AnswerForm
from clinics.inquiries.models import Inquiry
from clinics.listing.models import Clinic
from clinics.memberships.decorators import AuthenticatedRequest, for_speaker


@require_http_methods(["GET", "HEAD", "POST"])
@for_speaker
def inquiry(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """The question and, once there is one, the answer; posted: the answer."""
    asked = get_object_or_404(Inquiry.objects.select_related("answered_by"), pk=pk, clinic=clinic)
    form = AnswerForm(request.POST if request.method == "POST" else None, label_suffix="")
    problem, status = "", 200
    if form.is_bound and form.is_valid():
        try:
            answer(asked, by=request.user, words=form.cleaned_data["words"])
        except InquiryRefused as refused:
            problem, status = str(refused), 409
        else:
            messages.success(request, _("Your answer is sent. A moderator reads it."))
            return redirect("my")
    elif form.is_bound:
        status = 400
    context = {"clinic": clinic, "asked": asked, "form": form, "problem": problem}
    return render(request, "clinics/inquiries/inquiry.html", context, status=status)
