"""Finds listings that may be one clinic: alike names at one address, phone or website. Reads only.

A list names several programs of one house on purpose, so two of its rows must have one name, while
those of two lists may spell it otherwise. A shared phone or website means little, because groups of
clinics share both: two listings of one phone or website also stand in one town, at one house number
or without a street.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from django.db import connection

from clinics.listing.alike_names import are_alike, has_one_name
from clinics.listing.models import JOINABLE, Clinic, DuplicatePair
from clinics.listing.websites import own_domain

MOST_SHARING = 40
"""What more listings have in common tells nothing about any two of them."""

SHARED = """
with listed as (
    select id, address_key, phone, lower(city) || ' ' || state as town,
           lower(substring(website from '^https?://(?:www[.])?([^/:?#]+)')) as host
    from clinics_clinic where status = any(%s)
), keys as (
    select 1 as place, 'address' as why, address_key as key, id from listed where address_key <> ''
    union all
    select 2, 'phone', phone || ' ' || town, id from listed where phone <> ''
    union all
    select 3, 'website', host || ' ' || town, id from listed where host <> ''
)
select why, array_agg(id order by id) from keys
group by place, why, key having count(*) between 2 and %s order by place, min(id), key
"""
GROUPS_AT_ONCE = 500


class Found(NamedTuple):
    """Two listings that may be one, the older first, and a `DuplicatePair.Why`."""

    clinic: Clinic
    other: Clinic
    why: str


def possible_duplicates() -> Iterator[Found]:
    """Pairs of listings that may be one clinic, each once; of several alike, each with the oldest.

    One query that reads the listings once, and one for every GROUPS_AT_ONCE groups that share
    something.
    """
    seen: set[tuple[int, int]] = set()
    with connection.cursor() as cursor:
        cursor.execute(SHARED, [list(JOINABLE), MOST_SHARING])
        groups = iter(cursor.fetchall())
    while chunk := list(islice(groups, GROUPS_AT_ONCE)):
        clinics = Clinic.objects.in_bulk({pk for _why, ids in chunk for pk in ids})
        for why, ids in chunk:
            for one, other in _pairs([clinics[pk] for pk in ids if pk in clinics], why):
                if (one.pk, other.pk) not in seen:
                    seen.add((one.pk, other.pk))
                    yield Found(one, other, why)


def _pairs(clinics: list[Clinic], why: str) -> Iterator[tuple[Clinic, Clinic]]:
    """Each clinic with the oldest one that it is like."""
    first: list[Clinic] = []
    for clinic in clinics:
        older = next((one for one in first if _may_be_one(one, clinic, why)), None)
        if older is None:
            first.append(clinic)
        else:
            yield older, clinic


def _may_be_one(one: Clinic, other: Clinic, why: str) -> bool:
    is_one_list = one.listed_by == other.listed_by
    if not (has_one_name if is_one_list else are_alike)(one.name, other.name):
        return False
    if why == DuplicatePair.Why.ADDRESS:
        return True
    is_own = why == DuplicatePair.Why.PHONE or bool(own_domain(one.website))
    return is_own and _has_one_door(one.address_key, other.address_key)


def _has_one_door(one: str, other: str) -> bool:
    """Whether two address keys have the same house number, or one of them is blank."""
    if not (one and other):
        return True
    number = one.split()[0]
    return number.isdecimal() and number == other.split()[0]
