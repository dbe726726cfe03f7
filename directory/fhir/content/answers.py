"""Reads what clinics state, for many clinics at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from operator import itemgetter
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


class Span(NamedTuple):
    """When a clinic is open on one weekday: the columns of `Hours` that resources show."""

    weekday: int
    opens: dt.time
    closes: dt.time


def answers_of(clinic_ids: Collection[int]) -> dict[int, Answers]:
    """Every stated yes and no of each clinic, by code, in the order of codes. One query.

    A code that the checklist no longer has is left out. The rows are sorted here: the database
    would sort those of a thousand clinics in a file, and by its own language.
    """
    found: dict[int, list[tuple]] = {pk: [] for pk in clinic_ids}
    stated = Fact.objects.filter(clinic__in=clinic_ids, value__isnull=False).order_by()
    for row in stated.values_list(*Answer._fields):
        found[row[0]].append(row)
    return {pk: _by_code(rows) for pk, rows in found.items()}


def _by_code(rows: list[tuple]) -> Answers:
    rows.sort(key=itemgetter(1))
    return {row[1]: Answer._make(row) for row in rows if CHECKLIST.get(row[1])}


def yes_of(answers: Answers) -> list[str]:
    """The codes that are answered with yes."""
    return [code for code, answer in answers.items() if answer.value]


def hours_of(clinic_ids: Collection[int]) -> dict[int, list[Span]]:
    """The opening hours of each clinic, in their order. One query."""
    found: dict[int, list[Span]] = {pk: [] for pk in clinic_ids}
    rows = Hours.objects.filter(clinic__in=clinic_ids).order_by()
    for clinic_id, *span in rows.values_list("clinic_id", *Span._fields):
        found[clinic_id].append(Span._make(span))
    return {pk: sorted(spans) for pk, spans in found.items()}


def own_credentials(clinic_ids: Collection[int]) -> dict[int, list[Credential]]:
    """What each clinic itself is shown to hold, with the checks that count now. One query."""
    found: dict[int, list[Credential]] = {pk: [] for pk in clinic_ids}
    held = Credential.objects.shown().filter(clinic__in=clinic_ids, clinician=None)
    for credential in held.select_related("current").order_by("pk"):
        found[credential.clinic_id].append(credential)
    return found
