"""Listings of different lists at one address under a like name: shown to a person, never merged."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby

from django.db.models import Count

from clinics.listing.models import Clinic
from clinics.text import words

ALIKE = 0.6
"""From which share of common letters on two names are alike."""

ANYBODY = {"the", "inc", "llc", "pllc", "pc", "clinic", "clinics", "center", "centre", "of", "and"}


def possible_duplicates() -> Iterator[list[Clinic]]:
    """Groups of at least two lists' listings, by address, each in the order of being listed."""
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
    """The clinics of one address in groups whose names are like the first one's."""
    groups: list[list[Clinic]] = []
    for clinic in clinics:
        near = next((g for g in groups if are_alike(g[0].name, clinic.name)), None)
        if near is None:
            groups.append([clinic])
        else:
            near.append(clinic)
    return groups


def are_alike(one: str, other: str) -> bool:
    """Whether two names may mean one clinic: the same letters mostly, or one within the other."""
    a, b = ([w for w in words(name) if w not in ANYBODY] or words(name) for name in (one, other))
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    return SequenceMatcher(None, " ".join(a), " ".join(b)).ratio() >= ALIKE
