"""Counts the rows of a whole file before the first of them is imported."""

from __future__ import annotations

from clinics.exchange import csv_values
from clinics.exchange.rows import SourceRow
from clinics.exchange.seen import Seen
from clinics.exchange.sources import ClinicSource
from clinics.files.refusals import RowRefused


class Census:
    """Which rows of the list `name` a file has.

    `rows` counts them; a row that repeats another one counts once. `nameless` counts the rows whose
    `external_id` cannot be read. A row that is rejected for another reason is there all the same.
    """

    def __init__(self, source: ClinicSource, *, name: str, seen: Seen) -> None:
        """Read the file to its end. `seen` keeps the ids on disk; nobody else uses it."""
        self._seen, self.rows, self.nameless = seen, 0, 0
        for entry in source.entries():
            if not entry.repeats and _list_of(entry) in ("", name):
                self._count(entry)

    def _count(self, entry: SourceRow) -> None:
        external_id = _text(entry, "external_id")
        if not external_id:
            self.nameless += 1
        elif self._seen.earlier_line(external_id, entry.line) is None:
            self.rows += 1

    def holds(self, external_id: str) -> bool:
        """Whether the file has the row."""
        return self._seen.holds(external_id)


def _list_of(entry: SourceRow) -> str:
    return _text(entry, "listed_by")


def _text(entry: SourceRow, column: str) -> str:
    try:
        return csv_values.text(column, entry.ours.get(column, ""))
    except RowRefused:
        return ""
