"""Reviews, replies, stories and reports: looked at and decided, each followed by the next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.moderation import actions
from clinics.moderation.case_report import ReportCase
from clinics.moderation.case_review import ReviewCase
from clinics.moderation.case_text import TextCase
from clinics.moderation.forms_reviews import AgainForm
from clinics.moderation.permit import DeskRequest, desk_only
from clinics.moderation.views import only_kind, onward, posted
from clinics.reviews.actions_decide import decide, reopen
from clinics.reviews.actions_reports import resolve
from clinics.reviews.actions_texts import decide_text
from clinics.reviews.models import Review, ReviewRefused
from clinics.reviews.reports import Report
from clinics.reviews.texts import Reply, Story

REVIEW = "clinics/moderation/review.html"
TEXT = "clinics/moderation/text.html"
REPORT = "clinics/moderation/report.html"
TEXTS: dict[str, type[Reply] | type[Story]] = {"reply": Reply, "story": Story}


def refused(request: DeskRequest, template: str, case: Any) -> HttpResponse | None:
    """The case again when a person or a form stands in the way of deciding it; else None."""
    if case.hindrance:
        case.refusal = case.hindrance
        return render(request, template, {"case": case}, status=403)
    if not case.form.is_valid():
        return render(request, template, {"case": case}, status=400)
    return None


def found(pk: int, kind: str) -> Review:
    """A review that was handed in, of that queue. Raises Http404."""
    handed_in = Review.objects.exclude(status=Review.Status.UNCONFIRMED).select_related("clinic")
    return get_object_or_404(handed_in, pk=pk, is_distress=kind == "distress")


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: DeskRequest, pk: int, kind: str) -> HttpResponse:
    """The words of a review; posted: its decision, after which the next case follows."""
    case = ReviewCase(found(pk, kind), by=request.user, data=posted(request))
    only = only_kind(request)
    if request.method != "POST":
        return render(request, REVIEW, {"case": case})
    if again := refused(request, REVIEW, case):
        return again
    try:
        decide(pk, by=request.user, seen=request.POST.get("seen", ""), **case.form.cleaned_data)
    except ReviewRefused as problem:
        case = ReviewCase(found(pk, kind), by=request.user, data=request.POST)
        case.refusal = str(problem)
        return render(request, REVIEW, {"case": case}, status=409)
    actions.close(kind, pk)
    messages.success(request, _("Review %(n)d is decided.") % {"n": pk})
    return onward(request, only)


@desk_only
@require_POST
def review_again(request: DeskRequest, pk: int, kind: str) -> HttpResponse:
    """Have a review decided anew."""
    case = ReviewCase(found(pk, kind), by=request.user)
    case.again = form = AgainForm(request.POST, label_suffix="")
    if case.hindrance:
        case.refusal = case.hindrance
        return render(request, REVIEW, {"case": case}, status=403)
    if not form.is_valid():
        return render(request, REVIEW, {"case": case}, status=400)
    try:
        reopen(case.review, by=request.user, reason=form.cleaned_data["reason"])
    except ReviewRefused as problem:
        case.refusal = str(problem)
        return render(request, REVIEW, {"case": case}, status=409)
    messages.success(request, _("It waits again: decide it anew."))
    return redirect(f"desk_{kind}", pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: DeskRequest, pk: int, kind: str) -> HttpResponse:
    """A reply or a story; posted: its decision, after which the next case follows."""
    rows: Any = TEXTS[kind].objects.select_related("clinic", "asked_by", "decided_by")
    rows = rows.select_related("review") if kind == "reply" else rows
    case = TextCase(get_object_or_404(rows, pk=pk), by=request.user, data=posted(request))
    only = only_kind(request)
    if request.method != "POST":
        return render(request, TEXT, {"case": case})
    if again := refused(request, TEXT, case):
        return again
    try:
        decide_text(
            case.text, by=request.user, seen=request.POST.get("seen", ""), **case.form.cleaned_data
        )
    except ReviewRefused as problem:
        case = TextCase(get_object_or_404(rows, pk=pk), by=request.user, data=request.POST)
        case.refusal = str(problem)
        return render(request, TEXT, {"case": case}, status=409)
    actions.close(kind, pk)
    messages.success(request, _("%(clinic)s: decided.") % {"clinic": case.clinic.name})
    return onward(request, only)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: DeskRequest, pk: int) -> HttpResponse:
    """A report of something wrong; posted: how it ended, after which the next case follows."""
    rows = Report.objects.select_related("resolved_by")
    case = ReportCase(get_object_or_404(rows, pk=pk), by=request.user, data=posted(request))
    only = only_kind(request)
    if request.method != "POST":
        return render(request, REPORT, {"case": case})
    if again := refused(request, REPORT, case):
        return again
    try:
        resolve(case.report, by=request.user, **case.form.cleaned_data)
    except ReviewRefused as problem:
        case = ReportCase(get_object_or_404(rows, pk=pk), by=request.user, data=request.POST)
        case.refusal = str(problem)
        return render(request, REPORT, {"case": case}, status=409)
    actions.close("report", pk)
    messages.success(request, _("The report is closed."))
    return onward(request, only)
