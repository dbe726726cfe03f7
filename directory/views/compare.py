"""Clinics side by side, as a page and as files. All only read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.compare.choice import ChosenClinics, choose
from directory.compare.compared import Compared, read
from directory.compare.downloads import as_csv, as_json
from directory.compare.heads import NARROW, heads_of, pairs_of
from directory.compare.rows import sections
from directory.presenting.one_language import one_language
from directory.search.carried import carry
from directory.site.readonly import public


@public
@one_language()
def compare(request: HttpRequest) -> HttpResponse:
    """Clinics side by side. With problems: status 400, and as much as can be shown."""
    choice = choose(request.GET)
    status = 400 if choice.problems else 200
    context: dict[str, object] = {"choice": choice, "carry": carry(choice.question)}
    if not choice.is_enough:
        return render(request, "directory/choose.html", context, status=status)
    compared = _compared(choice)
    every = sections(compared, only_differences=choice.only_differences)
    context |= {
        "heads": heads_of(compared, choice),
        "pairs": pairs_of(compared.clinics),
        "narrow": NARROW[len(compared.clinics)],
        "blocks": [section for section in every if section.is_open],
        "groups": [section for section in every if not section.is_open],
        **compare_links(choice),
    }
    return render(request, "directory/compare.html", context, status=status)


def _compared(choice: ChosenClinics) -> Compared:
    """The clinics as of today. Four queries."""
    return read(choice.clinics, choice.question, on=timezone.localdate())


def compare_links(choice: ChosenClinics) -> dict[str, object]:
    """The links of a comparison: files, questions, all rows, differing rows."""
    only = "&differences=1"
    query = f"?{choice.carry}" + only * choice.only_differences
    return {
        "csv_url": reverse("compare_csv") + query,
        "json_url": reverse("compare_json") + query,
        "all_url": f"{reverse('compare')}?{choice.carry}",
        "differences_url": f"{reverse('compare')}?{choice.carry}{only}",
        "questions_url": f"{reverse('questions')}?{choice.carry}",
    }


@public
def compare_csv(request: HttpRequest) -> HttpResponse:
    """The comparison as CSV. Problems are plain text with status 400."""
    choice = choose(request.GET)
    if choice.problems:
        text = "\n".join(choice.problems) + "\n"
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    compared = _compared(choice)
    text = as_csv(compared, sections(compared, only_differences=choice.only_differences))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
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
    compared = _compared(choice)
    rows = sections(compared, only_differences=choice.only_differences)
    return JsonResponse(as_json(compared, rows))
