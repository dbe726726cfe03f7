"""Our extension `stated-fact`: one answer of a clinic, with who says so and who confirmed it.

It is the only place where *no* differs from *not stated*: a code without one is not stated.
`directory/fhir/definitions.py` defines it. Asks no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import get_language

from clinics.checklist import CHECKLIST
from clinics.listing.coverage import VISITS, coverable_label, in_order
from directory.fhir.content.addresses import own
from directory.fhir.content.answers import Answer
from directory.fhir.content.elements import Element, coding, complex_extension, extension

COVERS_VISITS = f"covers.{VISITS}"
"""Our code for what an insurer pays for besides the routes."""

Codings = Mapping[str, Element]


def codings() -> Codings:
    """The coding of every item of the checklist, by code. A resource takes them as they are."""
    return _codings(own("CodeSystem", "checklist"), get_language() or "")


@lru_cache(maxsize=8)
def _codings(system: str, language: str) -> Codings:
    """Kept: words are looked up once a language, and not once an answer."""
    items = {item.qualified: coding(system, item.qualified, item.label) for item in CHECKLIST.items}
    return items | {COVERS_VISITS: coding(system, COVERS_VISITS, coverable_label(VISITS))}


def stated_fact(answer: Answer, known: Codings, *, url: str) -> Element:
    """A yes or a no. `known`: `codings()`. `url`: the address of this extension."""
    parts = [
        extension("code", valueCoding=known[answer.code]),
        extension("value", valueBoolean=answer.value),
        extension("source", valueCode=answer.source),
        extension("since", valueDate=str(answer.since)),
    ]
    for code in in_order(answer.covers) if answer.covers else ():
        covered = known[COVERS_VISITS if code == VISITS else f"route.{code}"]
        parts.append(extension("covers", valueCoding=covered))
    if answer.prior_authorization is not None:
        parts.append(extension("priorAuthorization", valueBoolean=answer.prior_authorization))
    if answer.confirmed_by:
        parts.append(extension("confirmedBy", valueCode=answer.confirmed_by))
        parts.append(extension("confirmedOn", valueDate=str(answer.confirmed_on)))
        parts.append(extension("dueOn", valueDate=str(answer.due_on)))
    return complex_extension(url, parts)
