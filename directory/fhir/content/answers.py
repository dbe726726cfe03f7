"""Reads what clinics state, for many clinics at once."""

from __future__ import annotations

from collections.abc import Collection

from clinics.checklist import CHECKLIST
from clinics.models import Credential, Fact, Hours

Facts = dict[str, Fact]
"""Answers by code of the checklist. A code that is missing is not stated."""


def facts_of(clinic_ids: Collection[int]) -> dict[int, Facts]:
    """Every stated yes and no of each clinic, by code, in the order of codes. One query.

    A code that the checklist no longer has is left out.
    """
    found: dict[int, Facts] = {pk: {} for pk in clinic_ids}
    stated = Fact.objects.filter(clinic__in=clinic_ids, value__isnull=False).order_by("code")
    for fact in stated:
        if CHECKLIST.get(fact.code):
            found[fact.clinic_id][fact.code] = fact
    return found


def yes_of(facts: Facts) -> list[str]:
    """The codes that are answered with yes."""
    return [code for code, fact in facts.items() if fact.value]


def hours_of(clinic_ids: Collection[int]) -> dict[int, list[Hours]]:
    """The opening hours of each clinic. One query."""
    found: dict[int, list[Hours]] = {pk: [] for pk in clinic_ids}
    for span in Hours.objects.filter(clinic__in=clinic_ids):
        found[span.clinic_id].append(span)
    return found


def own_credentials(clinic_ids: Collection[int]) -> dict[int, list[Credential]]:
    """What each clinic itself is shown to hold, with the checks that count now. One query."""
    found: dict[int, list[Credential]] = {pk: [] for pk in clinic_ids}
    held = Credential.objects.shown().filter(clinic__in=clinic_ids, clinician=None)
    for credential in held.select_related("current").order_by("pk"):
        found[credential.clinic_id].append(credential)
    return found
