"""Our extension `stated-fact`: one answer of a clinic, with who says so and who confirmed it.

It is the only place where *no* differs from *not stated*: a code without one is not stated.
`directory/fhir/definitions.py` defines it. Asks no database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from clinics.checklist import CHECKLIST
from clinics.listing.coverage import VISITS, coverable_label, in_order
from directory.fhir.content.addresses import own
from directory.fhir.content.answers import Answer
from directory.fhir.content.elements import Element, coding, extension, written

COVERS_VISITS = f"covers.{VISITS}"
"""Our code for what an insurer pays for besides the routes."""

Codings = Mapping[str, Element]


@lru_cache(maxsize=8)
def _codings(system: str, language: str) -> Codings:
    """Kept: words are looked up once a language, and not once an answer."""
    items = {item.qualified: coding(system, item.qualified, item.label) for item in CHECKLIST.items}
    return items | {COVERS_VISITS: coding(system, COVERS_VISITS, coverable_label(VISITS))}


def characteristics(codes: Iterable[str]) -> list[str]:
    """A written characteristic for each code of the checklist."""
    where = own("CodeSystem", "checklist"), get_language() or ""
    return [_characteristic(code, *where) for code in codes]


@lru_cache(maxsize=2000)
def _characteristic(code: str, system: str, language: str) -> str:
    return written({"coding": [_codings(system, language)[code]]})


def stated_facts(answers: Iterable[Answer]) -> list[str]:
    """Each yes and no as a written extension.

    A thousand clinics state sixty thousand of them, so their parts are kept: what is asked, said
    and by whom, and each day.
    """
    where = own("CodeSystem", "checklist"), get_language() or ""
    end = f'],"url":{written(own("StructureDefinition", "stated-fact"))}}}'
    return [
        f"{_begun(one.code, one.value, one.source, *where)}{_day('since', one.since)}"
        f"{_details(one, *where)}{end}"
        for one in answers
    ]


@lru_cache(maxsize=10_000)
def _begun(code: str, value: bool, source: str, system: str, language: str) -> str:
    parts = (
        extension("code", valueCoding=_codings(system, language)[code]),
        extension("value", valueBoolean=value),
        extension("source", valueCode=source),
    )
    return '{"extension":[' + ",".join(map(written, parts))


@lru_cache(maxsize=10_000)
def _day(name: str, day: dt.date | None) -> str:
    return "," + written(extension(name, valueDate=str(day)))


def _details(answer: Answer, system: str, language: str) -> str:
    """What an insurer pays for, and who confirmed it when."""
    said = ""
    if answer.covers:
        said += _covered(tuple(answer.covers), system, language)
    if answer.prior_authorization is not None:
        said += _part("priorAuthorization", valueBoolean=answer.prior_authorization)
    if answer.confirmed_by:
        said += _part("confirmedBy", valueCode=answer.confirmed_by)
        said += _day("confirmedOn", answer.confirmed_on) + _day("dueOn", answer.due_on)
    return said


@lru_cache(maxsize=2000)
def _covered(codes: tuple[str, ...], system: str, language: str) -> str:
    known = _codings(system, language)
    return "".join(
        _part("covers", valueCoding=known[COVERS_VISITS if code == VISITS else f"route.{code}"])
        for code in in_order(codes)
    )


def _part(name: str, **value: Any) -> str:
    """One more part of an extension."""
    return "," + written(extension(name, **value))
