"""The trail of a clinic as CSV, for moderators: one line for each thing that an event changed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from contextlib import closing
from itertools import islice

from django.db.models import QuerySet

from clinics.audit.models import Event
from clinics.files.formulas import guarded
from clinics.moderation.trail import Difference, TrailEntry, entries

CHUNK = 500
COLUMNS = (
    "at_utc", "what", "about", "role", "account", "source", "why", "field", "before", "after",
)  # fmt: skip
NOTHING = Difference(label="", before="", after="")


def written(events: QuerySet[Event]) -> Iterator[str]:
    """CSV in the order of the events. An event that changed no field has one line too.

    One query for the events and one for every CHUNK of them; memory does not grow with the trail.
    """
    yield _line(COLUMNS)
    with closing(events.iterator(chunk_size=CHUNK)) as rows:  # type: ignore[type-var]
        while chunk := list(islice(rows, CHUNK)):
            for entry in entries(chunk):
                yield from _lines(entry)


def _lines(entry: TrailEntry) -> Iterator[str]:
    at = entry.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    account = entry.person.email if entry.person else ""
    event = (at, entry.verb, entry.target, entry.who, account, entry.source, entry.why)
    for one in entry.differences or [NOTHING]:
        yield _line((*event, one.label, one.before, one.after))


def _line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(guarded(str(cell)) for cell in cells)
    return line.getvalue()
