"""Answers that are not repeated with one click: the clinic changes them, or they are disputed."""

from __future__ import annotations

from clinics.changes.models import ProposedItem
from clinics.listing.draft import DERIVED
from clinics.listing.fields import CONTACT_CODES
from clinics.listing.models import Clinic
from clinics.listing.wording import label
from clinics.reviews.models import Report


def doubts(clinic: Clinic) -> dict[str, set[str]]:
    """The statements that a waiting proposal changes or an open report disputes.

    By the code of the statement (`contact` for name and contact details): the codes of the answers.
    Two queries.
    """
    items = ProposedItem.objects.filter(change__clinic=clinic.pk, change__closed_as="")
    reports = Report.objects.disputing().filter(clinic=clinic.pk).order_by()
    found: dict[str, set[str]] = {}
    for code in {*items.values_list("code", flat=True), *reports.values_list("code", flat=True)}:
        found.setdefault(_statement(code), set()).add(code)
        if code.startswith("price.session"):  # that it publishes prices follows from this one
            found.setdefault(DERIVED[0], set()).add(code)
    return found


def _statement(code: str) -> str:
    return "contact" if code in CONTACT_CODES else code


def named(statement: str, codes: set[str]) -> str:
    """A statement in doubt in words: `Medicare`, or the contact details that are meant."""
    if statement != "contact":
        return label(statement)
    return ", ".join(sorted(label(code) for code in codes))
