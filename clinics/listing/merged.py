"""Listings that came together in one: which they are, and that nothing is done with them now."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from clinics.listing.models import Clinic, Status

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


def why_untouched(clinic: Clinic) -> str:
    """Why nothing is asked or corrected at a merged listing, in words; '' for any other.

    A query for each merge that leads to the survivor.
    """
    if clinic.status != Status.MERGED:
        return ""
    names = {"clinic": clinic.name, "survivor": clinic.survivor().name}
    return _("“%(clinic)s” was merged into “%(survivor)s”. Do this there.") % names
