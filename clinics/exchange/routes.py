"""Whether the clinics of a file say how they give ketamine: patients look for those that do."""

from __future__ import annotations

from pathlib import Path

from clinics.checklist import CHECKLIST
from clinics.exchange import csv_values
from clinics.exchange.actions.import_clinics import open_source
from clinics.exchange.rows import SourceRow
from clinics.exchange.seen import Seen
from clinics.files.refusals import RowRefused
from clinics.listing.models import PUBLISHED, SourceRecord

MANY = 100
"""From so many rows on, listings that no search finds are more than a handful of oversights."""
ROUTES = [f"route.{item.code}" for item in CHECKLIST.group("route").items]


def rows_without_a_route(path: Path, *, kind: str, name: str, map_path: Path | None) -> int:
    """How many rows a list has that publishes for the first time and states no route; else 0.

    It is 0 too for fewer than MANY rows. Reads the file until a row states a route. Raises
    FileRefused, OSError.
    """
    if SourceRecord.objects.of_list(name).filter(clinic__status__in=PUBLISHED).exists():
        return 0
    rows = 0
    with Seen() as seen:
        source = open_source(path, kind=kind, name=name, map_path=map_path, seen=seen)
        for row in source.entries():
            if any(_is_yes(row, code) for code in ROUTES):
                return 0
            rows += 1
    return rows if rows >= MANY else 0


def _is_yes(row: SourceRow, code: str) -> bool:
    try:
        return csv_values.yes_or_no(code, row.ours.get(code, "")) is True
    except RowRefused:
        return False
