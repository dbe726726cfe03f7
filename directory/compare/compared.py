"""The clinics of a comparison with all that is known of them. The only place here that queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, prefetch_related_objects

from clinics.models import Event, Mark, Review
from clinics.reviews.figures import counted_since
from directory.compare.cells import Cell, CompareRow
from directory.presenting.answers import ShownAnswer, with_reports
from directory.presenting.clinicians import Clinicians, clinicians_of
from directory.presenting.joined import joined
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reports, reported
from directory.presenting.status import VERBS, status_words
from directory.presenting.warnings import ShownWarning, excluded_names, warnings_of
from directory.search.question import Question

QUOTED = "price-matched"
"""The question of reviews that a comparison shows."""


@dataclass(frozen=True)
class Counted:
    """What the reviews that count say of a clinic.

    For how many the price matched the quote, how many say whether it did, and the months of the
    first and of the last visit; None without a review.
    """

    matched: int = 0
    asked: int = 0
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The clinics side by side as of a day, and what was asked for.

    By the key of a clinic: `clinicians`, open `reports`, names that are `excluded`, and what its
    reviews say, `reviewed`. `ended`: what closed or paused it, where something did.
    """

    clinics: Sequence[Listed]
    question: Question
    on: dt.date
    clinicians: Mapping[int, Clinicians]
    reports: Mapping[int, Reports]
    excluded: Mapping[int, list[str]]
    reviewed: Mapping[int, Counted]
    ended: Mapping[int, Event]

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

    def joined(
        self, one: Listed, answer: ShownAnswer, parts: Iterable[ShownAnswer], **more: Any
    ) -> Cell:
        """An answer of a clinic that is put together from others, each with its open reports."""
        known = with_reports(parts, self.reports[one.clinic.pk])
        return Cell(answer=joined(answer, known), parts=tuple(known), **more)


def read(clinics: Sequence[Listed], question: Question, *, on: dt.date) -> Compared:
    """Everything about these clinics. Four queries.

    One more if details of any were corrected, and one if any is paused or closed.
    """
    corrected = [one.clinic for one in clinics if one.clinic.corrections]
    prefetch_related_objects(corrected, "hours")
    keys = [one.clinic.pk for one in clinics]
    return Compared(
        clinics=clinics,
        question=question,
        on=on,
        clinicians=clinicians_of(keys, with_checks=False),
        reports=reported(keys),
        excluded=excluded_names(keys),
        reviewed=_reviewed(keys, on=on),
        ended=_ended([one.clinic.pk for one in clinics if status_words(one.clinic, on=on)]),
    )


def _ended(clinic_ids: Collection[int]) -> dict[int, Event]:
    """By clinic: the event that last closed or paused it. One query; none without clinics."""
    if not clinic_ids:
        return {}
    events = Event.objects.about_clinics(clinic_ids).public().filter(verb__in=VERBS)
    newest = events.order_by("clinic_id", "-at", "-pk").distinct("clinic_id")
    return {event.clinic_id: event for event in newest if event.clinic_id is not None}


def _reviewed(clinic_ids: Collection[int], *, on: dt.date) -> dict[int, Counted]:
    """By clinic: what its reviews say. One query."""
    counted = Review.objects.published().filter(
        clinic__in=clinic_ids, published_on__gte=counted_since(on)
    )
    said = {
        answer: Count("pk", filter=Q(**{f"answers__{QUOTED}": answer})) for answer in ("yes", "no")
    }
    rows = (
        Mark.objects.filter(review__in=counted)
        .values_list("review__clinic")
        .annotate(**said, first=Min("review__visit_month"), last=Max("review__visit_month"))
    )
    found = {key: Counted(yes, yes + no, first, last) for key, yes, no, first, last in rows}
    return dict.fromkeys(clinic_ids, Counted()) | found
