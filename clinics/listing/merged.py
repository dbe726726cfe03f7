"""All listings that came together in one; `Clinic.survivor` follows a merge the other way."""

from __future__ import annotations

from django.db import connection

TOGETHER = """
with recursive together as (
    select id from clinics_clinic where id = %s
    union
    select merged.id from clinics_clinic merged
    join together on merged.merged_into_id = together.id
)
select id from together order by id
"""


def together_with(clinic_id: int) -> list[int]:
    """The keys of a clinic and of all listings merged into it, oldest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, [clinic_id])
        return [row[0] for row in cursor.fetchall()]
