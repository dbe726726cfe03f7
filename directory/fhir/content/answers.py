"""Reads what clinics state, for many clinics at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from clinics.checklist import CHECKLIST
from clinics.models import Credential, Fact, Hours


class Answer(NamedTuple):
    """A stated yes or no: the columns of a `Fact` that resources show."""

    clinic_id: int
    code: str
    value: bool
    source: str
    since: dt.date
    affirmed_on: dt.date
    covers: list[str] | None
    prior_authorization: bool | None
    confirmed_by: str
    confirmed_on: dt.date | None
    due_on: dt.date | None


Answers = dict[str, Answer]
"""Answers by code of the checklist. A code that is missing is not stated."""


def answers_of(clinic_ids: Collection[int]) -> dict[int, Answers]:
    """Every stated yes and no of each clinic, by code, in the order of codes. One query.

    A code that the checklist no longer has is left out.
    """
    found: dict[int, Answers] = {pk: {} for pk in clinic_ids}
    stated = Fact.objects.filter(clinic__in=clinic_ids, value__isnull=False).order_by("code")
    for row in stated.values_list(*Answer._fields):
        answer = Answer._make(row)
        if CHECKLIST.get(answer.code):
            found[answer.clinic_id][answer.code] = answer
    return found


def yes_of(answers: Answers) -> list[str]:
    """The codes that are answered with yes."""
    return [code for code, answer in answers.items() if answer.value]


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
