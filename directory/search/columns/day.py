"""What ends with a day: confirmations that fall overdue, and pauses that are over."""

from __future__ import annotations

import datetime as dt

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
    columns.day, columns.late = today, []
    if len(ended):
        ended = ended[as_numbers(columns.live)[ended] == 1]
    rows = {int(columns.id[row]): int(row) for row in ended}
    if rows:
        _clear_overdue(columns, rows, on)
    if paused := {key: row for key, row in rows.items() if as_numbers(columns.away)[row]}:
        back = Clinic.objects.filter(pk__in=list(paused)).receiving(on=on)
        for key in back.values_list("pk", flat=True):
            columns.come_back(paused[key])


def _clear_overdue(columns: Columns, rows: dict[int, int], on: dt.date) -> None:
    overdue = Fact.objects.filter(
        clinic__in=list(rows), due_on__lt=on, code__in=CHECKLIST.confirmable
    )
    for clinic_id, code in overdue.exclude(confirmed_by="").values_list("clinic_id", "code"):
        columns.take_bit(rows[clinic_id], CHECKLIST.item(code).bit)
