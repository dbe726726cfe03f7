"""Listings that came together in one: which they are, and that nothing is done with them now."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.utils.translation import gettext as _

from clinics.listing.models import SHOWN, Clinic, Status

TOGETHER = """
with recursive together as (
    select id from clinics_clinic where id = %s
    union
    select merged.id from clinics_clinic merged
    join together on merged.merged_into_id = together.id
)
select id from together order by id
"""
LIVES_ON = """
with recursive chain as (
    select slug as gone, id, merged_into_id from clinics_clinic
    where slug = any(%s) and status = 'merged'
    union
    select chain.gone, clinic.id, clinic.merged_into_id
    from clinics_clinic clinic join chain on clinic.id = chain.merged_into_id
)
select chain.gone, survivor.slug from chain join clinics_clinic survivor on survivor.id = chain.id
where chain.merged_into_id is null and survivor.status = any(%s)
"""


def together_with(clinic_id: int) -> list[int]:
    """The keys of a clinic and of all listings merged into it, oldest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, [clinic_id])
        return [row[0] for row in cursor.fetchall()]


def living_on(slugs: Collection[str]) -> dict[str, str]:
    """Slug of a merged listing → slug of the public one in which it lives on. One query or none."""
    if not slugs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(LIVES_ON, [list(slugs), [str(status) for status in SHOWN]])
        return dict(cursor.fetchall())


def why_untouched(clinic: Clinic) -> str:
    """Why nothing is asked or corrected at a merged listing, in words; '' for any other.

    A query for each merge that leads to the survivor.
    """
    if clinic.status != Status.MERGED:
        return ""
    names = {"clinic": clinic.name, "survivor": clinic.survivor().name}
    return _("“%(clinic)s” was merged into “%(survivor)s”. Do this there.") % names
