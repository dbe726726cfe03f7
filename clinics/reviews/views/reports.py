"""“This is wrong”: said by anybody about one thing of a listing, resolved by the clinic."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinics.distress import speaks_of_suicide
from clinics.listing.models import Clinic
from clinics.memberships.decorators import AuthenticatedRequest, for_speaker
from clinics.paging import page_of
from clinics.reviews.actions import report as actions_reports
from clinics.reviews.decorators import for_anybody
from clinics.reviews.forms import ReportForm, ResolveForm
from clinics.reviews.models import DISTRESS, Report, ReviewRefused
from clinics.reviews.reported_answer import can_be_wrong, said
from clinics.reviews.views.write import sender

A_PAGE = 20


@for_anybody
def wrong(request: HttpRequest, slug: str) -> HttpResponse:
    """What the listing says of one thing, and the form to say what somebody found instead."""
    clinic = get_object_or_404(Clinic.objects.published().with_answers(), slug=slug)
    code = request.GET.get("code", "")
    if not can_be_wrong(code) or request.GET.keys() - {"code"}:
        raise Http404
    form = ReportForm(request.POST or None, label_suffix="")
    crisis = speaks_of_suicide(request.POST.get("words", ""))
    known = {"clinic": clinic, "said": said(clinic, code), "form": form, "crisis": crisis}
    if form.is_bound and form.is_valid():
        try:
            actions_reports.report(clinic, code=code, network=sender(request), **form.cleaned_data)
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "clinics/reviews/reported.html", known)
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/wrong.html", known, status=status)


@for_speaker(with_answers=True)
@require_safe
def reports(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """What others find wrong in the clinic's listing, oldest first, and what became of the rest."""
    rows = Report.objects.filter(clinic=clinic.pk)
    page = page_of(request, rows.waiting(), size=A_PAGE)
    done = (
        rows.exclude(resolution="")
        .exclude(flags__contains=[DISTRESS])
        .order_by("-resolved_at", "-pk")[:20]
    )
    known = {
        "clinic": clinic,
        "page": page,
        "waiting": [(report, said(clinic, report.code)) for report in page],
        "done": [(report, said(clinic, report.code)) for report in done],
    }
    return render(request, "clinics/reviews/my_reports.html", known)


@for_speaker(with_answers=True)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """One open report; posted: how it ended."""
    found = get_object_or_404(Report.objects.waiting(), pk=pk, clinic=clinic.pk)
    form = ResolveForm(request.POST or None, label_suffix="")
    known = {"clinic": clinic, "report": found, "said": said(clinic, found.code), "form": form,
             "edit_anchor": "row-" + found.code.replace(".", "-")}  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            actions_reports.resolve(found, by=request.user, request=request, **form.cleaned_data)
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The report is closed."))
            return redirect("my_reports", clinic.slug)
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/my_report.html", known, status=status)
