"""Correcting and disputing one answer of a listing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from clinics.changes.actions import correct as action
from clinics.changes.values import ChangeRefused
from clinics.listing.models import Clinic
from clinics.listing.wording import label
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.actions import hold
from clinics.moderation.clinic_page import ClinicDesk
from clinics.moderation.correction_page import CorrectionPage
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.correct import DisputeForm
from clinics.moderation.views.desk import onward, posted
from clinics.reviews.actions import dispute as disputing
from clinics.reviews.models import ReviewRefused
from clinics.reviews.reported_answer import can_be_reported, reported_answer


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """One answer, and where the right one was found; posted: it is public at once."""
    clinic = get_object_or_404(Clinic.objects.with_answers(), slug=slug)
    page = CorrectionPage(clinic, request.GET, by=request.user, data=posted(request))
    if request.method != "POST":
        return _show(request, page, 200 if page.may_correct else 403)
    if not (page.form.is_valid() and not page.problem):
        return _show(request, page, 400)
    try:
        ended = action.correct(clinic, page.code, page.value, page.form.found, by=request.user,
                               seen=request.POST.get("seen", ""), request=request)  # fmt: skip
    except ChangeRefused as refused:
        page.refusal = str(refused)
        return _show(request, page, 409 if page.may_correct else 403)
    messages.success(request, _done(page, ended))
    if page.report is None or page.report.is_distress:
        return redirect("desk_facts", slug)
    hold.close("report", page.report.pk)
    return onward(request, "")


def _show(request: AuthenticatedRequest, page: CorrectionPage, status: int) -> HttpResponse:
    context = {"page": page, "clinic": page.clinic}
    return render(request, "clinics/moderation/correct.html", context, status=status)


def _done(page: CorrectionPage, ended: int) -> str:
    """What was done, as a message."""
    closed = ngettext("%(n)d report is closed.", "%(n)d reports are closed.", ended) % {"n": ended}
    words = _("“%(what)s” is corrected and public.") % {"what": page.label}
    return f"{words} {closed}" if ended else words


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """One answer, and why a moderator disputes it; posted: everybody sees that it is disputed."""
    clinic = get_object_or_404(Clinic.objects.with_answers(), slug=slug)
    code = request.GET.get("code", "")
    if not can_be_reported(code):
        raise Http404
    form, page = DisputeForm(posted(request), label_suffix=""), ClinicDesk(clinic, by=request.user)
    refusal, status = "", 200
    if form.is_bound and form.is_valid():
        try:
            disputing.dispute(clinic, code=code, by=request.user, **form.cleaned_data)
        except ReviewRefused as refused:
            refusal, status = str(refused), 409 if page.may_decide else 403
        else:
            messages.success(request, _("“%(what)s” is disputed now.") % {"what": label(code)})
            return redirect("desk_facts", slug)
    elif form.is_bound:
        status = 400
    context = {"clinic": clinic, "page": page, "form": form, "refusal": refusal,
               "answer": reported_answer(clinic, code)}  # fmt: skip
    return render(request, "clinics/moderation/dispute.html", context, status=status)
