"""The columns of a listing's life: where it stands, and which rows of lists describe it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from clinics.exchange import csv_values
from clinics.files.refusals import RowRefused, shown
from clinics.listing.draft import Standing
from clinics.listing.models import PUBLISHED, Clinic, SourceRecord, Status

STANDING = ("status", "status_since", "paused_until")
MOST_TIMES = 10_000
"""More complete files in a row are not believed."""
DAYS = ("first_seen", "last_seen", "gone_since")


def standing_cells(clinic: Clinic) -> dict[str, str]:
    """The cells of a published clinic."""
    since, until = clinic.status_since, clinic.paused_until
    return {
        "status": clinic.status,
        "status_since": since.isoformat() if since else "",
        "paused_until": until.isoformat() if until else "",
    }


def standing(ours: Mapping[str, str]) -> Standing | None:
    """Where a new listing stands; None if the row does not say. Raises RowRefused.

    A list cannot say that a listing is closed or hidden: only a decision does.
    """
    status, since, until = (ours.get(name, "").strip() for name in STANDING)
    if not status:
        if since or until:
            raise RowRefused("status is missing, but there is a day for it")
        return None
    if status not in PUBLISHED:
        raise RowRefused(f"status: {shown(status)} is neither open nor paused")
    if until and status != Status.PAUSED:
        raise RowRefused("paused_until: only a paused listing has an end of its pause")
    began = _day("status_since", since) or timezone.localdate()
    if began > timezone.localdate():
        raise RowRefused(f"status_since: {shown(since)} is still to come")
    return Standing(status=Status(status), since=began, paused_until=_day("paused_until", until))


def _day(column: str, cell: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(cell) if cell else None
    except ValueError:
        raise RowRefused(f"{column}: {shown(cell)} is not a date like 2026-01-31") from None


def written_records(records: Iterable[SourceRecord]) -> str:
    """The cell `also_listed_by`: a JSON list of all rows of lists that describe a clinic.

    Each is [list, external id, first seen, last seen], with [gone since, times gone] if it is gone.
    """
    rows = []
    for record in records:
        days = [record.first_seen.isoformat(), record.last_seen.isoformat()]
        gone = [record.gone_since.isoformat(), record.times_gone] if record.gone_since else []
        rows.append([record.source, record.external_id, *days, *gone])
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def records(cell: str) -> list[SourceRecord]:
    """The unsaved records of a cell, still without a clinic. Raises RowRefused."""
    if not cell.strip():
        return []
    try:
        rows = json.loads(cell)
    except (json.JSONDecodeError, RecursionError):
        raise RowRefused("also_listed_by: is not JSON") from None
    if not isinstance(rows, list):
        raise RowRefused("also_listed_by: is not a JSON list")
    return [_record(row) for row in rows]


def _record(row: Any) -> SourceRecord:
    is_row = isinstance(row, list) and len(row) in (4, 6)
    if not (is_row and _are_texts(row[:5]) and _are_counts(row[5:])):
        raise RowRefused(
            "also_listed_by: a row is not [list, external id, first seen, last seen], or the same "
            "with [gone since, times gone]"
        )
    source, external_id, *days = row[:5]
    dated = dict(zip(DAYS, [_day("also_listed_by", day) for day in days], strict=False))
    made = SourceRecord(
        source=csv_values.name("also_listed_by", source),
        external_id=csv_values.text("also_listed_by", external_id, longest=120),
        times_gone=row[5] if len(row) == 6 else 0,
        **dated,
    )
    is_gone_whole = (made.gone_since is None) == (made.times_gone == 0)
    seen_in_order = made.first_seen and made.last_seen and made.first_seen <= made.last_seen
    is_short = len(made.source) <= (csv_values.longest("listed_by") or 0)
    if not (is_gone_whole and seen_in_order and is_short and made.external_id):
        raise RowRefused(f"also_listed_by: the row {shown(external_id)} contradicts itself")
    return made


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _are_counts(values: list[Any]) -> bool:
    return all(type(value) is int and 0 < value < MOST_TIMES for value in values)
