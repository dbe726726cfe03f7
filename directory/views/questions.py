"""The printable sheet of questions to ask clinics on the phone. It only reads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from directory.compare.choice import ChosenClinics, choose
from directory.pages.questions import QuestionSheet
from directory.presenting.patient_reports import reported
from directory.presenting.warnings import excluded_names
from directory.search.carried import carry
from directory.site.readonly import public


@public
def questions(request: HttpRequest) -> HttpResponse:
    """What to ask each clinic. Five queries; with a place, those of `carried` too.

    With problems: status 400, and as much as can be shown.
    """
    choice = choose(request.GET, fewest=1)
    status = 400 if choice.problems else 200
    if not choice.is_enough:
        return render(request, "directory/choose.html", {"choice": choice}, status=status)
    context = {
        "choice": choice,
        "sheets": sheets(choice),
        "carry": carry(choice.question),
        "on": timezone.localdate(),
    }
    return render(request, "directory/questions.html", context, status=status)


def sheets(choice: ChosenClinics) -> list[QuestionSheet]:
    """The sheet of each clinic as of today. Two queries."""
    keys = [one.clinic.pk for one in choice.clinics]
    reports, excluded = reported(keys), excluded_names(keys)
    return [
        QuestionSheet(
            listed=one,
            question=choice.question,
            on=timezone.localdate(),
            reports=reports[one.clinic.pk],
            excluded=excluded[one.clinic.pk],
        )
        for one in choice.clinics
    ]
