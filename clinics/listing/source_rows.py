"""Which listing a row of a list speaks to now, and which rows speak for a listing; reads only."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from clinics.listing.models import SourceRecord

SURVIVORS = """
with recursive chain as (
    select id as start, id, merged_into_id from clinics_clinic where id = any(%s)
    union
    select chain.start, clinic.id, clinic.merged_into_id
    from clinics_clinic clinic join chain on clinic.id = chain.merged_into_id
)
select start, id from chain where merged_into_id is null
"""
RECORDS = """
with recursive family as (
    select id as survivor, id, listed_by, external_id from clinics_clinic where id = any(%s)
    union
    select family.survivor, clinic.id, clinic.listed_by, clinic.external_id
    from clinics_clinic clinic join family on clinic.merged_into_id = family.id
)
select record.*, family.survivor
from clinics_sourcerecord record join family on record.clinic_id = family.id
order by family.survivor, family.id <> family.survivor,
    (record.source, record.external_id) <> (family.listed_by, family.external_id), record.id
"""


def survivors(clinic_ids: Collection[int]) -> dict[int, int]:
    """Key of a clinic → key of the listing in which it lives on: its own if it was not merged.

    One query, however long the chains are.
    """
    with connection.cursor() as cursor:
        cursor.execute(SURVIVORS, [list(clinic_ids)])
        return dict(cursor.fetchall())


def records_of(clinic_ids: Collection[int]) -> dict[int, list[SourceRecord]]:
    """All rows of lists that describe these listings, those of merged listings included.

    Of several rows of one list, the first that is still there speaks: the one that the listing
    was made from, then its others, then those of the listings that were merged into it. One query.
    """
    found: dict[int, list[SourceRecord]] = {pk: [] for pk in clinic_ids}
    for record in SourceRecord.objects.raw(RECORDS, [list(clinic_ids)]):
        found[record.survivor].append(record)  # type: ignore[attr-defined]  # a column of RECORDS
    return found
