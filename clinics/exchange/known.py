"""Finds the listings that the rows of a file describe, and which of the rows speak for them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from clinics.listing.actions.editing import Listing
from clinics.listing.models import Clinic, SourceKind, SourceRecord
from clinics.listing.source_rows import records_of, survivors

Key = tuple[str, str]
"""(list, external id)."""


@dataclass
class Known:
    """The listing of a row: of a merged one, the listing in which it lives on.

    `speaks`: the row is the one of its list that is taken. Several rows of one list may describe
    one listing, after a merge; if they took turns, its answers would change from run to run.
    `is_deserted`: the list that states name and contact no longer has the clinic.
    """

    listing: Listing
    record: SourceRecord
    speaks: bool
    is_deserted: bool


def known_listings(
    keys: Collection[Key], *, is_absent: Callable[[SourceRecord], bool], lock: bool
) -> dict[Key, Known]:
    """The rows that were read before, with their listings. `lock` locks these, and looks again.

    `is_absent` tells whether a list no longer has a row. Eight queries, ten with `lock`.
    """
    while True:
        with transaction.atomic():
            records = _records(keys)
            leads = survivors({record.clinic_id for record in records.values()})
            clinics = Clinic.objects.filter(pk__in=set(leads.values())).with_answers()
            if lock:
                clinics = clinics.select_for_update(of=("self",))
            listings = {clinic.pk: Listing(clinic) for clinic in clinics.order_by("pk")}
            if not lock or _lead_there(keys, records, leads):
                break
            # A merge was decided meanwhile. The rollback gives the locks back.
            transaction.set_rollback(True)
    family = records_of(set(listings))
    return {
        key: _known(listings[leads[record.clinic_id]], record, family, is_absent)
        for key, record in records.items()
    }


def _records(keys: Collection[Key]) -> dict[Key, SourceRecord]:
    wanted = Q(pk__in=[])
    for name in {name for name, _ in keys}:
        wanted |= Q(source=name, external_id__in=[key[1] for key in keys if key[0] == name])
    return {(row.source, row.external_id): row for row in SourceRecord.objects.filter(wanted)}


def _lead_there(
    keys: Collection[Key], records: dict[Key, SourceRecord], leads: dict[int, int]
) -> bool:
    """Whether the rows still lead to the listings that are locked now."""
    now = {key: record.clinic_id for key, record in _records(keys).items()}
    before = {key: record.clinic_id for key, record in records.items()}
    return now == before and survivors(set(now.values())) == leads


def _known(
    listing: Listing,
    record: SourceRecord,
    family: dict[int, list[SourceRecord]],
    is_absent: Callable[[SourceRecord], bool],
) -> Known:
    clinic = listing.clinic
    rows = family[clinic.pk]
    speaker = min((row for row in rows if row.source == record.source), key=is_absent)
    theirs = [row for row in rows if row.source == clinic.source_name]
    is_deserted = (
        clinic.source == SourceKind.IMPORT and bool(theirs) and all(map(is_absent, theirs))
    )
    return Known(listing, record, speaker.pk == record.pk, is_deserted)
