"""The figures of a clinic's published reviews: counts with denominators, never a bare share."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from clinics.listing import rating
from clinics.reviews.models import Mark, Review
from clinics.reviews.questions import REVIEW_QUESTIONS

YEARS_COUNTED = 2
"""For how many years after its publication a review counts in the figures."""
YEARS_KEPT = 3
"""How many years after its publication a review is deleted."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How many reviews count, their plain mean (None for fewer than five), and their answers.

    `distribution` counts each mark 1–5. `answers` has (yes, no, does not apply) by question code.
    `withheld` counts the reviews that are not shown, by reason.
    """

    count: int
    mean: float | None
    distribution: dict[int, int]
    answers: dict[str, tuple[int, int, int]]
    withheld: dict[str, int]


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years ago; 28 February when that year has no 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def counted_since(on: dt.date) -> dt.date:
    """Reviews published since this day count on the day `on`."""
    return years_before(on, YEARS_COUNTED)


def figures(clinic_id: int, *, on: dt.date) -> Figures:
    """The figures of a clinic as of a day. Two queries."""
    return figures_of([clinic_id], on=on)[clinic_id]


def figures_of(clinic_ids: Iterable[int], *, on: dt.date) -> dict[int, Figures]:
    """The figures of each clinic asked for as of a day. Two queries, however many there are."""
    marks: dict[int, list[tuple[int, dict[str, str]]]] = {pk: [] for pk in clinic_ids}
    counted = Mark.objects.filter(
        review__clinic__in=marks,
        review__status=Review.Status.PUBLISHED,
        review__published_on__gte=counted_since(on),
    )
    for pk, overall, answers in counted.values_list("review__clinic", "overall", "answers"):
        marks[pk].append((overall, answers))
    withheld: dict[int, dict[str, int]] = {pk: {} for pk in marks}
    not_shown = Review.objects.filter(
        clinic__in=marks,
        status=Review.Status.WITHHELD,
        decided_at__date__gte=counted_since(on),
    )
    reasons = not_shown.values_list("clinic", "reason").annotate(Count("pk"))
    for pk, reason, count in reasons.order_by("clinic", "reason"):
        withheld[pk][reason] = count
    return {pk: _figures(given, withheld[pk]) for pk, given in marks.items()}


def _figures(marks: list[tuple[int, dict[str, str]]], withheld: dict[str, int]) -> Figures:
    given = Counter((code, answer) for _mark, answers in marks for code, answer in answers.items())
    overall = Counter(mark for mark, _answers in marks)
    return Figures(
        count=len(marks),
        mean=rating.mean(marks_sum=sum(overall.elements()), marks_count=len(marks)),
        distribution={mark: overall[mark] for mark in range(1, 6)},
        answers={
            q.code: (given[q.code, "yes"], given[q.code, "no"], given[q.code, "n/a"])
            for q in REVIEW_QUESTIONS
        },
        withheld=withheld,
    )
