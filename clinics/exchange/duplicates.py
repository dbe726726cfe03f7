"""Finds listings that may be the same clinic on different lists. Nothing merges them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Count

from clinics.listing.alike_names import are_alike
from clinics.listing.models import Clinic


def possible_duplicates() -> Iterator[list[Clinic]]:
    """Groups of alike listings at one address, from at least two lists; oldest first in a group."""
    addresses = (
        Clinic.objects.exclude(address_key="")
        .values("address_key")
        .annotate(lists=Count("listed_by", distinct=True))
        .filter(lists__gt=1)
        .values("address_key")
    )
    listed = Clinic.objects.filter(address_key__in=addresses).order_by("address_key", "pk")
    for _, clinics in groupby(listed.iterator(), key=lambda clinic: clinic.address_key):
        for group in _alike(list(clinics)):
            if len({clinic.listed_by for clinic in group}) > 1:
                yield group


def _alike(clinics: list[Clinic]) -> list[list[Clinic]]:
    """The clinics of one address, grouped: each name is like that of the first in its group."""
    groups: list[list[Clinic]] = []
    for clinic in clinics:
        group = next((g for g in groups if are_alike(g[0].name, clinic.name)), None)
        if group is None:
            groups.append([clinic])
        else:
            group.append(clinic)
    return groups
