"""The figures of a clinic's published reviews: counts with denominators, never a bare share."""

from __future__ import annotations

import datetime as dt
from collections import Counter
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
    counted = Review.objects.published().filter(
        clinic=clinic_id, published_on__gte=counted_since(on)
    )
    marks = list(Mark.objects.filter(review__in=counted).values_list("overall", "answers"))
    withheld = Review.objects.filter(
        clinic=clinic_id,
        status=Review.Status.WITHHELD,
        decided_at__date__gte=counted_since(on),
    )
    reasons = withheld.values_list("reason").annotate(Count("pk")).order_by("reason")
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
        withheld=dict(reasons),
    )
