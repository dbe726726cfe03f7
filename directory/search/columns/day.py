"""What ends with a day: confirmations that fall overdue, and pauses that are over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import numpy as np

from clinics.checklist import CHECKLIST
from clinics.models import Clinic, Fact
from directory.search.columns.bits import as_numbers
from directory.search.columns.columns import Columns
from directory.search.columns.records import days


def turn_to(columns: Columns, on: dt.date) -> None:
    """Make `verified` and `away` right for a day, which is not before the columns' own.

    No query while nothing ended since the rows were written; else one for the confirmations, and
    one for the pauses if there are any.
    """
    today = days(on)
    if columns.day == today:
        ended = np.array(columns.late, np.int64)
    else:
        ended = np.flatnonzero(columns.due[: columns.count] < today)
    if len(ended):
        ended = ended[as_numbers(columns.live)[ended] == 1]
    rows = {int(columns.id[row]): int(row) for row in ended}
    overdue = _overdue(rows, on) if rows else []
    back = _back(columns, rows, on) if rows else []
    # A query that fails has changed nothing: the next search asks again.
    for key, code in overdue:
        columns.take_bit(rows[key], CHECKLIST.item(code).bit)
    for key in back:
        columns.come_back(rows[key])
    columns.day, columns.late = today, []


def _overdue(keys: Collection[int], on: dt.date) -> list[tuple[int, str]]:
    """Of some clinics, the facts whose confirmations are overdue: clinic and code."""
    overdue = Fact.objects.filter(
        clinic__in=list(keys), due_on__lt=on, code__in=CHECKLIST.confirmable
    )
    return list(overdue.exclude(confirmed_by="").values_list("clinic_id", "code"))


def _back(columns: Columns, rows: dict[int, int], on: dt.date) -> list[int]:
    """Of clinics that took nobody when their rows were written, those that take patients again."""
    away = as_numbers(columns.away)
    if not (paused := [key for key, row in rows.items() if away[row]]):
        return []
    return list(Clinic.objects.filter(pk__in=paused).receiving(on=on).values_list("pk", flat=True))
