"""Asking a clinic something, and closing the question."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from clinics.inquiries.actions import inquire
from clinics.inquiries.models import Inquiry
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.cases.inquiry import InquiryCase
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.inquiry import AskForm
from clinics.moderation.steps import decided
from clinics.moderation.views.clinic import desk_of
from clinics.moderation.views.desk import posted


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """A question to a clinic, with a day to answer by; posted: it is mailed at once."""
    page, form, refusal = desk_of(request, slug), AskForm(posted(request)), ""
    if form.is_bound and form.is_valid():
        try:
            made = inquire.ask(page.clinic, by=request.user, request=request, **form.cleaned_data)
        except inquire.InquiryRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _reached(made))
            return redirect("desk_clinic", slug)
    status = 403 if not page.may_decide else 409 if refusal else 400 if form.errors else 200
    context = {"page": page, "clinic": page.clinic, "form": form, "refusal": refusal}
    return render(request, "clinics/moderation/ask.html", context, status=status)


def _reached(made: Inquiry) -> str:
    """Whom the question reached, as a message."""
    if not made.mails:
        return _("The question is kept, but no mail went out: call the clinic.")
    return ngettext(
        "The clinic is asked: %(n)d mail went out.", "The clinic is asked: %(n)d mails went out.",
        made.mails,
    ) % {"n": made.mails}  # fmt: skip


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A question and its answer; posted: it is closed, and then the next case."""

    def load(data):
        rows = Inquiry.objects.select_related("clinic", "asked_by", "answered_by", "decided_by")
        return InquiryCase(get_object_or_404(rows, pk=pk), by=request.user, data=data)

    def act(case: InquiryCase) -> str:
        inquire.close(case.inquiry, by=request.user)
        return _("The question is closed.")

    return decided(request, load, act, template="clinics/moderation/inquiry.html",
                   refused=inquire.InquiryRefused)  # fmt: skip
