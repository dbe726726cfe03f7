"""What a listing says now of one thing that somebody can find wrong, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clinics.checklist import CHECKLIST
from clinics.listing import wording
from clinics.listing.draft import PARTS, STATED
from clinics.listing.models import Clinic, Fact, Price

WRITERS = {
    "patient": _("A patient"),
    "companion": _("Somebody who went along with a patient"),
    "family": _("Family of a patient"),
}
"""Who wrote a review, as everybody reads it; on the form people say it of themselves."""

CONTACT = ("phone", "website", "email", "address", "hours")
ADDRESS = ("street", "street2", "city", "state", "postal_code")


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing of a listing: what it is called, what is said, by whom since when."""

    code: str
    label: str
    answer: str
    by: str


def can_be_wrong(code: str) -> bool:
    """Whether a code is that of something a listing says: an item, a number, a price, a contact."""
    known = (CHECKLIST.get(code), CHECKLIST.number(code))
    return any(known) or code in CONTACT or code in CHECKLIST.price_columns()


def said(clinic: Clinic, code: str) -> Said:
    """What a clinic (with its answers) says now of one thing; *not stated* when it does not."""
    rows: dict[str, Fact | Price] = {fact.code: fact for fact in clinic.facts.all()}
    rows |= {price.code: price for price in clinic.prices.all()}
    if row := rows.get(code):
        now = {name: getattr(row, name) for name in PARTS[type(row)]}
        return _said(code, wording.answer(code, now), now)
    contact = {name: getattr(clinic, name) for name in STATED}
    if code == "hours":
        spans = [[h.weekday, f"{h.opens:%H:%M}", f"{h.closes:%H:%M}"] for h in clinic.hours.all()]
        return _said(code, wording.answer(code, spans), contact if spans else None)
    if code == "address":
        parts = {name: getattr(clinic, name) for name in ADDRESS}
        return _said(code, wording.answer(code, parts if any(parts.values()) else ""), contact)
    if code in CONTACT:
        value = getattr(clinic, code)
        return _said(code, wording.answer(code, value), contact if value else None)
    return _said(code, wording.answer(code, None), None)


def _said(code: str, answer: str, by: dict | None) -> Said:
    return Said(
        code=code, label=wording.label(code), answer=answer, by=wording.provenance(by or {})
    )
