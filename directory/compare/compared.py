"""The clinics of a comparison with all that is known of them. The only place here that queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from clinics.models import Mark, Review
from clinics.reviews.figures import counted_since
from directory.compare.cells import Cell, CompareRow
from directory.presenting.answers import ShownAnswer, with_reports
from directory.presenting.clinicians import Clinicians, clinicians_of
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reports, reported
from directory.presenting.warnings import ShownWarning, excluded_names, warnings_of
from directory.search.question import Question

QUOTED = "price-matched"
"""The question of reviews that a comparison shows."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The clinics side by side as of a day, and what was asked for.

    By the key of a clinic: `clinicians`, open `reports`, names that are `excluded`, and `quoted`:
    for how many reviews the price matched the quote, and how many say whether it did.
    """

    clinics: Sequence[Listed]
    question: Question
    on: dt.date
    clinicians: Mapping[int, Clinicians]
    reports: Mapping[int, Reports]
    excluded: Mapping[int, list[str]]
    quoted: Mapping[int, tuple[int, int]]

    def warnings(self, one: Listed) -> list[ShownWarning]:
        """What is known against a clinic."""
        key = one.clinic.pk
        return warnings_of(one, on=self.on, reports=self.reports[key], excluded=self.excluded[key])

    def row(
        self, code: str, label: str, answers: Iterable[ShownAnswer], *, is_own: bool = False
    ) -> CompareRow:
        """A row of plain answers, each with its open reports."""
        pairs = zip(answers, self.clinics, strict=True)
        found = (with_reports([answer], self.reports[one.clinic.pk])[0] for answer, one in pairs)
        cells = [Cell(answer=answer) for answer in found]
        return CompareRow(code=code, label=label, cells=cells, is_own=is_own)


def read(clinics: Sequence[Listed], question: Question, *, on: dt.date) -> Compared:
    """Everything about these clinics. Four queries."""
    keys = [one.clinic.pk for one in clinics]
    return Compared(
        clinics=clinics,
        question=question,
        on=on,
        clinicians=clinicians_of(keys, with_checks=False),
        reports=reported(keys),
        excluded=excluded_names(keys),
        quoted=_quoted(keys, on=on),
    )


def _quoted(clinic_ids: Collection[int], *, on: dt.date) -> dict[int, tuple[int, int]]:
    """By clinic: how many reviews say yes, and how many yes or no. One query."""
    counted = Review.objects.published().filter(
        clinic__in=clinic_ids, published_on__gte=counted_since(on)
    )
    said = {
        answer: Count("pk", filter=Q(**{f"answers__{QUOTED}": answer})) for answer in ("yes", "no")
    }
    rows = Mark.objects.filter(review__in=counted).values_list("review__clinic").annotate(**said)
    return dict.fromkeys(clinic_ids, (0, 0)) | {key: (yes, yes + no) for key, yes, no in rows}
