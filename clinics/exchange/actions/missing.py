"""Marks the rows that a complete file no longer has, all in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import F, Max

from clinics.exchange.census import Census
from clinics.exchange.summary import Missing
from clinics.files.beside import FileBeside
from clinics.files.refusals import FileRefused
from clinics.listing.models import Clinic, SourceList, SourceRecord
from clinics.listing.source_rows import survivors

HEADER = ("external_id", "name", "town", "slug", "gone_since", "times_gone")
MANY, PART = 20, 5
"""A file that would lose more rows than this, and more than one in PART of the list, is doubted."""
CHUNK = 1000


def refuse_doubtful(name: str, census: Census, *, on: dt.date, shrink: bool) -> None:
    """Raise FileRefused for a file that can hardly be the whole list `name` of that day.

    `shrink` believes that it became so short. It does not believe an older file.
    """
    rows = SourceRecord.objects.of_list(name)
    newest = rows.aggregate(day=Max("last_seen"))["day"]
    if newest and on < newest:
        raise FileRefused(
            f"A file of {on} cannot say what {name} has now, because {name} was read as of "
            f"{newest} already. Import it without --complete, or give its day with --as-of."
        )
    if shrink:
        return
    if census.rows < 2:
        raise FileRefused(
            f"The file has {'one row' if census.rows else 'no row'} that can be read. If that is "
            "the whole list, say --shrink too."
        )
    present = rows.present().count()
    lost = sum(1 for record in _missing(name, census) if record.gone_since is None)
    if lost > MANY and lost * PART > present:
        raise FileRefused(
            f"{lost} of the {present} rows of {name} are not in this file, more than one in {PART}."
            " If it is the whole list all the same, say --shrink too."
        )


def _missing(name: str, census: Census) -> Iterator[SourceRecord]:
    """The rows of the list that are not in the file, gone before or not. One query."""
    rows = SourceRecord.objects.of_list(name).order_by("pk")
    for record in rows.iterator(chunk_size=CHUNK):
        if not census.holds(record.external_id):
            yield record


def count_missing(name: str, census: Census) -> Missing:
    """What `mark_missing` would mark. One query."""
    found = list(_missing(name, census))
    newly = sum(record.gone_since is None for record in found)
    return Missing(newly=newly, again=len(found) - newly, nameless=census.nameless)


def mark_missing(name: str, census: Census, *, on: dt.date, path: Path) -> Missing:
    """Mark the rows that are not in the file of that day, and write them to FILE.gone.csv.

    Another run with a file of the same day counts no row a second time. Locks the clinics.
    """
    missing = _mark(name, census, on)
    missing.file = _written(name, census, path)
    return missing


@transaction.atomic
def _mark(name: str, census: Census, on: dt.date) -> Missing:
    clinics = {record.clinic_id for record in _missing(name, census)}
    list(Clinic.objects.filter(pk__in=clinics).order_by("pk").select_for_update().only("pk"))
    missing = Missing(nameless=census.nameless)
    keys = [record.pk for record in _missing(name, census)]
    told = SourceList.objects.select_for_update().get(name=name)
    for start in range(0, len(keys), CHUNK):
        some = SourceRecord.objects.filter(pk__in=keys[start : start + CHUNK])
        missing.again += some.gone().count()
        if told.complete_on is None or told.complete_on < on:
            some.gone().update(times_gone=F("times_gone") + 1)
        missing.newly += some.present().update(gone_since=on, times_gone=1)
    told.complete_on = on
    told.save(update_fields=["complete_on"])
    return missing


def _written(name: str, census: Census, path: Path) -> Path | None:
    """Write FILE.gone.csv. None, and no file, if nothing is missing."""
    beside = FileBeside(path, "gone.csv", HEADER)
    keys = [record.pk for record in _missing(name, census)]
    try:
        for start in range(0, len(keys), CHUNK):
            rows = SourceRecord.objects.filter(pk__in=keys[start : start + CHUNK]).order_by("pk")
            leads = survivors({row.clinic_id for row in rows})
            clinics = Clinic.objects.in_bulk(set(leads.values()))
            for row in rows:
                clinic = clinics[leads[row.clinic_id]]
                beside.add([row.external_id, clinic.name, clinic.city, clinic.slug,
                            str(row.gone_since), str(row.times_gone)])  # fmt: skip
        return beside.finish()
    except BaseException:
        beside.abandon()
        raise
