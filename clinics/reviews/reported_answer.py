"""The answer that a report is about: what the listing says now under a code, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from clinics.checklist import CHECKLIST
from clinics.listing import wording
from clinics.listing.corrections import standing
from clinics.listing.draft import PARTS, STATED
from clinics.listing.models import Clinic, Fact, Price
from clinics.reviews.answers import ADDRESS_FIELDS
from clinics.reviews.models import Report

WRITERS = {
    "patient": _("A patient"),
    "companion": _("A companion"),
    "family": _("Family of a patient"),
}
"""Who wrote a review, as everybody reads it. `Review.Relation` has the writer's own words."""

CONTACT_CODES = ("phone", "website", "email", "address", "hours")
"""What can be reported beside the items, numbers and prices of the checklist."""


@dataclass(frozen=True, kw_only=True)
class ReportedAnswer:
    """One answer of a listing: its label, the answer, and who states it since when, in words."""

    code: str
    label: str
    answer: str
    provenance: str


def can_be_reported(code: str) -> bool:
    """Whether a listing can have an answer under this code."""
    of_checklist = (CHECKLIST.get(code), CHECKLIST.number(code))
    return any(of_checklist) or code in CONTACT_CODES or code in CHECKLIST.price_columns()


def reported_answer(clinic: Clinic, code: str) -> ReportedAnswer:
    """What a clinic's listing says under a code now; "Not stated" when it has no answer.

    `clinic` is read with its answers (`Clinic.objects.with_answers`): then it costs no query.
    """
    rows: dict[str, Fact | Price] = {fact.code: fact for fact in clinic.facts.all()}
    rows |= {price.code: price for price in clinic.prices.all()}
    if row := rows.get(code):
        parts = {name: getattr(row, name) for name in PARTS[type(row)]}
        return _in_words(code, parts, parts)
    contact = {name: getattr(clinic, name) for name in STATED}
    contact |= standing(clinic).get(code, {})
    if code == "hours":
        spans = [[h.weekday, f"{h.opens:%H:%M}", f"{h.closes:%H:%M}"] for h in clinic.hours.all()]
        return _in_words(code, spans, contact if spans else {})
    if code == "address":
        parts = {name: getattr(clinic, name) for name in ADDRESS_FIELDS}
        return _in_words(code, parts if any(parts.values()) else "", contact)
    if code in CONTACT_CODES:
        value = getattr(clinic, code)
        return _in_words(code, value, contact if value else {})
    return _in_words(code, None, {})


def answer_then(report: Report) -> str:
    """What the listing said when it was reported, in words; '' when that was not kept."""
    return "" if report.answer is None else wording.answer(report.code, report.answer)


def _in_words(code: str, value: Any, source: dict[str, Any]) -> ReportedAnswer:
    """`source` holds the fields that tell who states the value; it is empty for no answer."""
    return ReportedAnswer(
        code=code,
        label=wording.label(code),
        answer=wording.answer(code, value),
        provenance=wording.provenance(source),
    )
