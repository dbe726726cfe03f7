"""Follows merged listings: to the one that lives on, and to all that came together in it."""

from __future__ import annotations

from django.db import connection

from clinics.listing.models import Clinic

TOGETHER = """
with recursive together as (
    select id from clinics_clinic where id = %s
    union
    select merged.id from clinics_clinic merged
    join together on merged.merged_into_id = together.id
)
select id from together order by id
"""


def survivor_of(clinic: Clinic) -> Clinic:
    """The listing that a clinic was merged into, along the whole chain; itself if it was not.

    One query for each link of the chain, unless `merged_into` came with the clinic.
    """
    while clinic.merged_into is not None:
        clinic = clinic.merged_into
    return clinic


def together_with(clinic_id: int) -> list[int]:
    """The keys of a clinic and of all listings merged into it, oldest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, [clinic_id])
        return [row[0] for row in cursor.fetchall()]
