"""The checklist as HSDS taxonomies: one of answers, and one of what HSDS has no field for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.utils.translation import override

from clinics.checklist import CHECKLIST
from clinics.exchange.hsds.ids import term_id
from clinics.listing import columns
from clinics.site_address import absolute
from clinics.vocabulary import Checklist

ANSWERS, PLACE = "checklist", "listing"
TAXONOMIES = {
    ANSWERS: ("Checklist of Clinic Directory",
              "What patients check before a treatment. The value of an attribute is yes, no or a "
              "number. What a clinic does not state has no attribute."),
    PLACE: ("Listing in Clinic Directory",
            "What a listing says of a clinic and its place, and HSDS has no field for."),
}  # fmt: skip
PLACE_TERMS = {
    "place.street": "Street of an address that is not whole",
    "place.street2": "Second line of an address that is not whole",
    "place.city": "Town of an address that is not whole",
    "place.state": "State of an address that is not whole",
    "place.postal_code": "ZIP code of an address that is not whole",
    "place.country": "Country of an address that is not whole",
    "place.county": "County of an address that is not whole",
    "place.county_fips": "FIPS number of the county",
    "place.approximate": "The point is that of the ZIP code or the town, not of the building",
    "place.how_to_find": "How to find the door",
    "listing.slug": "Last part of the address of the clinic’s page",
    "listing.organization": "Organization that runs the clinic",
    "listing.status_since": "Day since which the clinic is open or paused",
    "listing.paused_until": "Last day of a pause",
    "price.required_for_course": "Must be bought with the course",
}


def taxonomies() -> list[dict[str, Any]]:
    """Both taxonomies as HSDS objects."""
    return [taxonomy(name) for name in TAXONOMIES]


def taxonomy(name: str) -> dict[str, Any]:
    """One taxonomy as an HSDS object."""
    title, description = TAXONOMIES[name]
    return {
        "id": term_id(name),
        "name": title,
        "description": description,
        "uri": absolute(f"/hsds/taxonomies/{term_id(name)}"),
    }


def terms() -> dict[str, dict[str, Any]]:
    """Every term by its code, in English, in the order of the checklist; parents come first."""
    return _terms(CHECKLIST, absolute("/"))


@lru_cache(maxsize=4)
def _terms(checklist: Checklist, site: str) -> dict[str, dict[str, Any]]:
    with override("en"):
        return {term["code"]: term for term in _made(checklist)}


def codes_by_id() -> dict[str, str]:
    """The id of a term → its code."""
    return _codes_by_id(CHECKLIST)


@lru_cache(maxsize=4)
def _codes_by_id(checklist: Checklist) -> dict[str, str]:
    return {term["id"]: term["code"] for term in _made(checklist)}


def _made(checklist: Checklist) -> Iterator[dict[str, Any]]:
    for group in checklist.groups:
        yield _term(group.code, str(group.title), str(group.question))
        for item in group.items:
            words = item.question or item.label
            yield _term(item.qualified, str(item.label), str(words), parent=group.code)
    for column, (code, part) in columns.coverage().items():
        words = f"{checklist.item(code).label}: {COVERAGE_NAMES[part]}"
        yield _term(column, words, COVERAGE_WORDS[part], parent=code)
    yield _term("number", "Numbers", "Counts and durations that a clinic states.")
    for number in checklist.numbers:
        words = f"{number.question} ({number.unit})"
        yield _term(number.qualified, str(number.label), words, parent="number")
    yield _term("price", "Prices", "What a clinic charges for. The amount is in the cost option.")
    for code, (kind, route) in checklist.price_columns().items():
        by = f": {checklist.item(f'route.{route}').label}" if route else ""
        yield _term(code, f"{kind.label}{by}", str(kind.question), parent="price")
    for code, name in PLACE_TERMS.items():
        yield _term(code, name, name, of=PLACE)


COVERAGE_NAMES = {"covers": "what it pays for", "prior_authorization": "prior authorization"}
COVERAGE_WORDS = {
    "covers": "`visits` and the codes of routes, with semicolons between.",
    "prior_authorization": "Whether the insurer must agree first: yes or no.",
}


def _term(
    code: str, name: str, description: str, *, parent: str = "", of: str = ANSWERS
) -> dict[str, Any]:
    return {
        "id": term_id(code),
        "code": code,
        "name": name,
        "description": description,
        **({"parent_id": term_id(parent)} if parent else {}),
        "taxonomy": TAXONOMIES[of][0],
        "language": "en",
        "taxonomy_id": term_id(of),
        "term_uri": absolute(f"/hsds/taxonomy_terms/{term_id(code)}"),
    }
