"""Finds organizations in NPPES that may treat with ketamine. Memory is bounded by what is found.

NPPES has millions of rows: it is read from end to end, twice at most, through a cursor.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clinics.candidates.found import Suggested
from clinics.candidates.models import Candidate
from clinics.candidates.names import BEGINNINGS, speaks_of_ketamine
from clinics.listing.address_key import address_key
from clinics.registries.models import NppesProvider
from clinics.states import STATES
from clinics.text import words

Why = Candidate.Why
SOURCE = "NPPES"
"""What the list is called of which its rows are."""

PLACES = {"261QI0500X": _("infusion clinic"), "261QP3300X": _("pain clinic")}
PHYSICIANS = {
    "2084P0800X": _("psychiatry"), "207L00000X": _("anesthesiology"),
    "207LP2900X": _("anesthesiology, pain medicine"),
}  # fmt: skip
"""Taxonomies that make a candidate of a place and of the physicians at its address."""

BORNE, FORMER = ("3", "5"), "4"
"""Kinds of other names: doing business as, or another one; and a former one. '' is unknown."""

SUITE = re.compile(r"\b(?:suite|ste|unit|room|rm|floor|fl|apt|bldg|no)\b[ .]*#? *(\w+)|# *(\w+)")
AT_ONCE = 2000


def suggestions(*, state: str = "") -> Iterator[Suggested]:
    """Organizations whose name speaks of ketamine, then the places with such a physician.

    Only those in that state (two letters), if one is given. Each once.
    """
    named = set()
    for row in _organizations(state, _name_may_speak()):
        if any(map(speaks_of_ketamine, _names(row))):
            named.add(row.npi)
            yield Suggested(ours=_ours(row), why=Why.NAME)
    places = [
        row for row in _organizations(state, Q(taxonomies__overlap=list(PLACES)))
        if row.npi not in named and _spot(row)
    ]  # fmt: skip
    colleagues = _colleagues(state, places)
    for row in places:
        if found := colleagues.get(row.npi):
            yield Suggested(ours=_ours(row), why=Why.PLACE, colleagues=sorted(found))


def _name_may_speak() -> Q:
    either = Q(pk__in=[])
    for part in BEGINNINGS:
        either |= Q(organization_name__icontains=part)
        either |= Q(other_organization_name__icontains=part)
    return either


def _active(entity: int, state: str) -> QuerySet[NppesProvider]:
    """Numbers in use of a kind of holder, at an address in the United States."""
    rows = NppesProvider.objects.filter(entity_type=entity, country__in=["US", ""]).filter(
        Q(deactivated_on=None) | Q(reactivated_on__gte=F("deactivated_on"))
    )
    if state:
        name = next(one.name for one in STATES if one.code == state)
        rows = rows.filter(state__in=[state, name.upper()])
    return rows.order_by("npi")


def _organizations(state: str, which: Q) -> Iterator[NppesProvider]:
    return _active(2, state).filter(which).iterator(chunk_size=AT_ONCE)


def _colleagues(state: str, places: list[NppesProvider]) -> dict[int, set[int]]:
    """NPI of a place → the NPIs of the physicians who practice at its address."""
    at: dict[tuple[str, ...], list[NppesProvider]] = defaultdict(list)
    for place in places:
        at[_spot(place)].append(place)
    found: dict[int, set[int]] = defaultdict(set)
    if not places:
        return found
    physicians = _active(1, state).filter(taxonomies__overlap=list(PHYSICIANS))
    for one in physicians.iterator(chunk_size=AT_ONCE):
        for place in at.get(_spot(one), ()):
            if share_an_address(one, place):
                found[place.npi].add(one.npi)
    return found


def _spot(row: NppesProvider) -> tuple[str, ...]:
    """ZIP code and house number: rows at one address have the same. () without them."""
    number = (words(row.street) or [""])[0]
    has_number = any(map(str.isdigit, number)) and len(row.postal_code) >= 5
    return (row.postal_code[:5], number) if has_number else ()


def share_an_address(one: NppesProvider, other: NppesProvider) -> bool:
    """Whether two rows stand at one house, and in no two suites of it."""
    suites = {suite for row in (one, other) if (suite := _suite(row))}
    return len(suites) < 2 and _key(one) == _key(other) != ""


def _suite(row: NppesProvider) -> str:
    found = SUITE.search(f"{row.street} {row.street2}".lower())
    return (found[1] or found[2]) if found else ""


def _key(row: NppesProvider) -> str:
    return address_key(
        street=row.street, city=row.city, state=row.state, postal_code=row.postal_code
    )


def _names(row: NppesProvider) -> list[str]:
    """Its names, the legal one first, without one that it bears no more."""
    is_former = row.other_organization_type == FORMER
    return [row.organization_name, "" if is_former else row.other_organization_name]


def _known_as(row: NppesProvider) -> str:
    """The name that patients know: the one that speaks of ketamine, or under which it trades.

    A name of an unknown kind may be a former one, so the legal name is taken.
    """
    legal, other = _names(row)
    is_borne = row.other_organization_type in BORNE
    only_legal_speaks = speaks_of_ketamine(legal) and not speaks_of_ketamine(other)
    return other if other and is_borne and not only_legal_speaks else legal


def _ours(row: NppesProvider) -> dict[str, str]:
    """What the row says, by the columns of an import."""
    name = _known_as(row)
    return {
        "external_id": str(row.npi),
        "name": name,
        "organization": row.organization_name if name != row.organization_name else "",
        "street": row.street, "street2": row.street2, "city": row.city, "state": row.state,
        "postal_code": row.postal_code, "phone": row.phone,
    }  # fmt: skip


def specialties(row: NppesProvider) -> str:
    """The taxonomies of a row, those that matter here in words."""
    known = PLACES | PHYSICIANS
    return ", ".join(f"{code} {known[code]}" if code in known else code for code in row.taxonomies)
