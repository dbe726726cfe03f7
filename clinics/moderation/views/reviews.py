"""The pages of reviews, replies, stories and reports on the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.cases.base import CaseDecidedAgain
from clinics.moderation.cases.report import ReportCase
from clinics.moderation.cases.review import ReviewCase
from clinics.moderation.cases.text import TextCase
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.reviews import AgainForm
from clinics.moderation.steps import decided, undone
from clinics.reviews.actions.decide import decide, reopen
from clinics.reviews.actions.report import reopen as reopen_report
from clinics.reviews.actions.report import resolve
from clinics.reviews.actions.texts import decide_text, reopen_text
from clinics.reviews.models import ClinicText, Reply, Report, Review, ReviewRefused, Story

REVIEW = "clinics/moderation/review.html"
TEXT = "clinics/moderation/text.html"
REPORT = "clinics/moderation/report.html"
TEXTS: dict[str, type[Reply] | type[Story]] = {"reply": Reply, "story": Story}


def review_or_404(pk: int, kind: str) -> Review:
    """A review of that kind that its writer has confirmed. Raises Http404."""
    confirmed = Review.objects.exclude(status=Review.Status.UNCONFIRMED).select_related("clinic")
    return get_object_or_404(confirmed, pk=pk, is_distress=kind == "distress")


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: AuthenticatedRequest, pk: int, kind: str) -> HttpResponse:
    """A review without its mark; posted: its decision, and then the next case."""

    def act(case: ReviewCase) -> str | None:
        if not case.form.is_valid():
            return None
        decide(pk, by=request.user, seen=request.POST.get("seen", ""), **case.form.cleaned_data)
        return _("Review %(n)d is decided.") % {"n": pk}

    return decided(
        request,
        lambda data: ReviewCase(review_or_404(pk, kind), by=request.user, data=data),
        act,
        template=REVIEW,
        refused=ReviewRefused,
    )


@desk_only
@require_POST
def review_again(request: AuthenticatedRequest, pk: int, kind: str) -> HttpResponse:
    """Let a review be decided again."""
    case = ReviewCase(review_or_404(pk, kind), by=request.user)
    return _again(request, case, Review.Again, reopen, template=REVIEW)


def _again(
    request: AuthenticatedRequest,
    case: CaseDecidedAgain,
    reasons: type[TextChoices],
    act: Callable[..., Any],
    *,
    template: str,
) -> HttpResponse:
    """Let a case wait again, for one of the reasons; `act` does it."""
    case.again = form = AgainForm(request.POST, reasons=reasons)
    return undone(
        request,
        case,
        form,
        lambda reason: act(case.row, by=request.user, reason=reason),
        template=template,
        refused=ReviewRefused,
        done=_("It is waiting again. You can decide it now."),
    )


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: AuthenticatedRequest, pk: int, kind: str) -> HttpResponse:
    """A reply or a story; posted: its decision, and then the next case."""

    def act(case: TextCase) -> str | None:
        if not case.form.is_valid():
            return None
        seen = request.POST.get("seen", "")
        decide_text(case.text, by=request.user, seen=seen, **case.form.cleaned_data)
        return _("%(clinic)s: decided.") % {"clinic": case.clinic.name}

    return decided(
        request,
        lambda data: TextCase(text_or_404(pk, kind), by=request.user, data=data),
        act,
        template=TEXT,
        refused=ReviewRefused,
    )


def text_or_404(pk: int, kind: str) -> Reply | Story:
    """A reply or a story. Raises Http404."""
    rows: Any = TEXTS[kind].objects.select_related("clinic", "asked_by", "decided_by")
    return get_object_or_404(rows.select_related("review") if kind == "reply" else rows, pk=pk)


@desk_only
@require_POST
def text_again(request: AuthenticatedRequest, pk: int, kind: str) -> HttpResponse:
    """Let a reply or a story be decided again."""
    case = TextCase(text_or_404(pk, kind), by=request.user)
    return _again(request, case, ClinicText.Again, reopen_text, template=TEXT)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: AuthenticatedRequest, pk: int, kind: str) -> HttpResponse:
    """A report; posted: how it ended, and then the next case."""

    def act(case: ReportCase) -> str | None:
        if not case.form.is_valid():
            return None
        resolve(case.report, by=request.user, request=request, **case.form.cleaned_data)
        return _("The report is closed.")

    return decided(
        request,
        lambda data: ReportCase(report_or_404(pk, kind), by=request.user, data=data),
        act,
        template=REPORT,
        refused=ReviewRefused,
    )


def report_or_404(pk: int, kind: str) -> Report:
    """A report of that kind. Raises Http404."""
    found = get_object_or_404(Report.objects.select_related("resolved_by"), pk=pk)
    if found.is_distress != (kind == "distress-report"):
        raise Http404
    return found


@desk_only
@require_POST
def report_again(request: AuthenticatedRequest, pk: int, kind: str) -> HttpResponse:
    """Open a report again."""
    case = ReportCase(report_or_404(pk, kind), by=request.user)
    return _again(request, case, Report.Again, reopen_report, template=REPORT)
