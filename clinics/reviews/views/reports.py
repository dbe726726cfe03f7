"""Reports: anybody says that an answer of a listing is wrong, and the clinic closes the report."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinics.distress import speaks_of_suicide
from clinics.listing.decorators import of_a_clinic
from clinics.listing.models import Clinic
from clinics.listing.models.clinic import ClinicQuerySet
from clinics.memberships.decorators import AuthenticatedRequest, for_speaker
from clinics.paging import page_of
from clinics.reviews.actions import report as actions
from clinics.reviews.decorators import for_anybody
from clinics.reviews.forms import ReportForm, ResolveForm
from clinics.reviews.models import DISTRESS, Report, ReviewRefused
from clinics.reviews.reported_answer import answer_then, can_be_reported, reported_answer
from clinics.reviews.views.write import sender
from clinics.reviews.wording import how_closed

A_PAGE = 20


@for_anybody
@of_a_clinic(ClinicQuerySet.with_answers)
def wrong(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """An answer of a listing, and the form to report that it is wrong; posted: the report.

    Without a code: the way to say what is wrong with the listing as a whole.
    """
    code = request.GET.get("code", "")
    if not code and not request.GET.keys() - {"code"}:
        return redirect("problem", clinic.slug)
    if not can_be_reported(code) or request.GET.keys() - {"code"}:
        raise Http404
    form = ReportForm(request.POST or None, label_suffix="")
    crisis = speaks_of_suicide(request.POST.get("words", ""))
    answer = reported_answer(clinic, code)
    context = {"clinic": clinic, "answer": answer, "form": form, "crisis": crisis}
    if form.is_bound and form.is_valid():
        try:
            actions.report(clinic, code=code, network=sender(request), **form.cleaned_data)
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "clinics/reviews/reported.html", context)
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/wrong.html", context, status=status)


@for_speaker(with_answers=True)
@require_safe
def reports(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """The clinic's open reports, oldest first, and those that were closed last."""
    rows = Report.objects.filter(clinic=clinic.pk)
    page = page_of(request, rows.waiting(), size=A_PAGE)
    closed = (
        rows.exclude(resolution="")
        .exclude(flags__contains=[DISTRESS])
        .order_by("-resolved_at", "-pk")[:20]
    )
    context = {
        "clinic": clinic,
        "page": page,
        "waiting": [(report, reported_answer(clinic, report.code)) for report in page],
        "closed": [(report, reported_answer(clinic, report.code)) for report in closed],
    }
    return render(request, "clinics/reviews/my_reports.html", context)


@for_speaker(with_answers=True)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """One open report; posted: how it ended."""
    open_report = get_object_or_404(Report.objects.waiting(), pk=pk, clinic=clinic.pk)
    form = ResolveForm(request.POST or None, label_suffix="")
    context = {
        "clinic": clinic,
        "report": open_report,
        "answer": reported_answer(clinic, open_report.code),
        "answer_then": answer_then(open_report),
        "form": form,
        "edit_anchor": "row-" + open_report.code.replace(".", "-"),
    }
    if form.is_bound and form.is_valid():
        try:
            closed = actions.resolve(
                open_report, by=request.user, request=request, **form.cleaned_data
            )
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Closed: %(how)s") % {"how": how_closed(closed)})
            return redirect("my_reports", clinic.slug)
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/my_report.html", context, status=status)
