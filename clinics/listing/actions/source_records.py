"""Keeps which rows of which lists describe a clinic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from clinics.listing.models import Clinic, SourceRecord


def record_of(clinic: Clinic, *, on: dt.date) -> SourceRecord:
    """The unsaved record of the row that a new clinic was made from, seen on that day."""
    return SourceRecord(
        source=clinic.listed_by,
        external_id=clinic.external_id,
        clinic_id=clinic.pk,
        first_seen=on,
        last_seen=on,
    )


def see_rows(source: str, external_ids: Collection[str], *, on: dt.date) -> int:
    """Note that a file of that day has these rows of a list. Returns how many are back.

    A row comes back when the file is not older than the one that had lost it. Two queries; the
    caller has locked the clinics.
    """
    rows = SourceRecord.objects.of_list(source).filter(external_id__in=external_ids)
    back = rows.filter(gone_since__lte=on).update(gone_since=None, times_gone=0)
    rows.filter(Q(first_seen__gt=on) | Q(last_seen__lt=on)).update(
        first_seen=Least(F("first_seen"), on), last_seen=Greatest(F("last_seen"), on)
    )
    return back


def keep_records(records: Iterable[SourceRecord], *, new: Collection[int]) -> set[int]:
    """Add those records of exported clinics that are unknown here. Returns their clinics' keys.

    Clinics in `new` were just made from the export: their one record gets the export's days too.
    A row that already describes a clinic stays with that one. Three queries at most; the caller
    has locked the clinics.
    """
    wanted = {(record.source, record.external_id): record for record in records}
    by_list = Q(pk__in=[])
    for source in {source for source, _ in wanted}:
        ids = [external_id for name, external_id in wanted if name == source]
        by_list |= Q(source=source, external_id__in=ids)
    known = {(row.source, row.external_id): row for row in SourceRecord.objects.filter(by_list)}
    missing = [record for key, record in wanted.items() if key not in known]
    SourceRecord.objects.bulk_create(missing)
    days = ("first_seen", "last_seen", "gone_since", "times_gone")
    first = [row for key, row in known.items()
             if row.clinic_id in new and row.clinic_id == wanted[key].clinic_id]  # fmt: skip
    for row in first:
        for day in days:
            setattr(row, day, getattr(wanted[row.source, row.external_id], day))
    SourceRecord.objects.bulk_update(first, days)
    return {record.clinic_id for record in missing}
