"""Clinics side by side, as a page and as files. All only read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.compare.choice import ChosenClinics, choose
from directory.compare.downloads import as_csv, as_json
from directory.compare.rows import CompareSection, sections, with_reported
from directory.presenting.clinicians import clinicians_of
from directory.presenting.patient_reports import reported
from directory.site.readonly import public


@public
def compare(request: HttpRequest) -> HttpResponse:
    """Clinics side by side. With problems: status 400, and as much as can be shown."""
    choice = choose(request.GET)
    status = 400 if choice.problems else 200
    if not choice.is_enough:
        return render(request, "directory/choose.html", {"choice": choice}, status=status)
    rows = compared(choice)
    context = {"choice": choice, "sections": rows, **compare_links(choice)}
    return render(request, "directory/compare.html", context, status=status)


def compared(choice: ChosenClinics) -> list[CompareSection]:
    """The sections of a comparison as of today. Two queries."""
    keys = [one.clinic.pk for one in choice.clinics]
    rows = sections(
        choice.clinics,
        clinicians_of(keys, with_checks=False),
        on=timezone.localdate(),
        only_differences=choice.only_differences,
    )
    return with_reported(rows, choice.clinics, reported(keys))


def compare_links(choice: ChosenClinics) -> dict[str, object]:
    """The links of a comparison: files, questions, all rows, differing rows."""
    query = f"?{choice.named}" + "&differences=1" * choice.only_differences
    return {
        "csv_url": reverse("compare_csv") + query,
        "json_url": reverse("compare_json") + query,
        "all_url": f"{reverse('compare')}?{choice.carry}",
        "differences_url": f"{reverse('compare')}?{choice.carry}&differences=1",
        "questions_url": f"{reverse('questions')}?{choice.carry}",
    }


@public
def compare_csv(request: HttpRequest) -> HttpResponse:
    """The comparison as CSV. Problems are plain text with status 400."""
    choice = choose(request.GET)
    if choice.problems:
        text = "\n".join(choice.problems) + "\n"
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    rows = compared(choice)
    response = HttpResponse(as_csv(choice.clinics, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="compare.csv"'
    return response


@public
def compare_json(request: HttpRequest) -> HttpResponse:
    """The comparison as JSON. Problems are problem JSON (RFC 9457) with status 400."""
    choice = choose(request.GET)
    if choice.problems:
        problem = {
            "type": "about:blank",
            "title": _("These clinics cannot be compared"),
            "status": 400,
            "detail": " ".join(choice.problems),
        }
        return JsonResponse(problem, status=400, content_type="application/problem+json")
    rows = compared(choice)
    return JsonResponse(as_json(choice.clinics, rows))
