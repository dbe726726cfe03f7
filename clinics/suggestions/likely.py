"""Which listings may already be the clinic that somebody types, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from clinics.listing.address_key import address_key
from clinics.listing.alike_names import are_alike
from clinics.listing.models import SHOWN, Clinic, Status
from clinics.listing.websites import own_domain

MOST = 6
"""How many likely listings are shown."""
MOST_READ = 40
"""How many are read for them: a group may have one phone for hundreds of clinics."""
KNOWN = (*SHOWN, Status.MERGED)
"""Whose existence the public may know. For a merged listing, the one that survived is shown."""


@dataclass(frozen=True, kw_only=True)
class Likely:
    """A listing that may be the same clinic, and in what it agrees, in words."""

    clinic: Clinic
    why: list[str]

    @property
    def because(self) -> str:
        """In what it agrees, in one line."""
        return ", ".join(self.why)


def likely(place: dict[str, Any], *, among: Collection[str] = KNOWN, but: int = 0) -> list[Likely]:
    """The listings most like a clinic, the likeliest first. Two queries at most, and one a merger.

    `place` has what was typed: name, street, city, state, postal_code, phone, website; each may be
    missing. `among` are the statuses to look at, `but` is the key of a listing to leave out.
    """
    place = {name: str(place.get(name) or "") for name in _PARTS}
    clinics = Clinic.objects.filter(status__in=among).exclude(pk=but)
    found = {one.pk: one for one in [*_exact(clinics, place), *_in_town(clinics, place)]}
    kept: dict[int, Likely] = {}
    for one in found.values():
        why, shown = _why(one, place), one.survivor()
        if why and shown.pk != but and shown.status in among:
            kept.setdefault(shown.pk, Likely(clinic=shown, why=why))
    return sorted(kept.values(), key=lambda it: (-len(it.why), it.clinic.name, it.clinic.pk))[:MOST]


_PARTS = ("name", "street", "city", "state", "postal_code", "phone", "website")


def _key(place: dict[str, str]) -> str:
    return address_key(**{n: place[n] for n in ("street", "city", "state", "postal_code")})


def _exact(clinics: Any, place: dict[str, str]) -> list[Clinic]:
    """Listings with the same phone, address or domain."""
    wanted = Q(pk__in=[])
    if place["phone"]:
        wanted |= Q(phone=place["phone"])
    if key := _key(place):
        wanted |= Q(address_key=key)
    if domain := own_domain(place["website"]):
        # The database narrows by the start of the address; `_why` compares whole domains.
        for head in ("https://", "https://www.", "http://", "http://www."):
            wanted |= Q(site__startswith=head + domain)
    return list(clinics.annotate(site=Lower("website")).filter(wanted).order_by("pk")[:MOST_READ])


def _in_town(clinics: Any, place: dict[str, str]) -> list[Clinic]:
    """The listings of the town whose names look most like the typed one."""
    if not (place["name"] and place["city"] and place["state"]):
        return []
    town = clinics.alias(town=Lower("city")).filter(
        state=place["state"], town=place["city"].lower()
    )
    alike = town.alias(likeness=TrigramSimilarity("name", place["name"]))
    return list(alike.order_by("-likeness", "pk")[:MOST_READ])


def _why(clinic: Clinic, place: dict[str, str]) -> list[str]:
    """In what a listing agrees with what was typed."""
    domain, key = own_domain(place["website"]), _key(place)
    in_town = (clinic.state, clinic.city.lower()) == (place["state"], place["city"].lower())
    signs = (
        (bool(key) and clinic.address_key == key, _("same address")),
        (bool(place["phone"]) and clinic.phone == place["phone"], _("same phone")),
        (bool(domain) and own_domain(clinic.website) == domain, _("same website")),
        (bool(place["name"]) and in_town and are_alike(clinic.name, place["name"]),
         _("a name like it in the same town")),
    )  # fmt: skip
    return [words for is_so, words in signs if is_so]
