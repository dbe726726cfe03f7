"""What a clinic states, as HSDS attributes: as objects, or as JSON that is written already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from clinics.checklist import CHECKLIST
from clinics.exchange.hsds.ids import SERVICE, part_id, record_id
from clinics.exchange.hsds.parts import CONFIRMED, REPEATED, STATED, attribute, role, said
from clinics.exchange.hsds.terms import terms
from clinics.listing import columns
from clinics.listing.coverage import COVERAGE_PARTS
from clinics.listing.models import Fact
from clinics.site_address import absolute
from clinics.vocabulary import Checklist
from clinics.written import WIDE, Pattern, dumps, inside


class Answer(NamedTuple):
    """One answer of a clinic: the columns of a `Fact` that records show."""

    clinic_id: int
    code: str
    value: bool | None
    number: int | None
    detail: str
    source: str
    source_name: str
    since: dt.date
    affirmed_on: dt.date
    covers: list[str] | None
    prior_authorization: bool | None
    confirmed_by: str
    confirmed_on: dt.date | None


Said = Fact | Answer
Patterns = dict[str | tuple[str, bool, bool], Pattern]
"""By the term; of answers also by whether they were repeated and whether somebody confirmed them.
"""
YES_NO = {True: "yes", False: "no"}
VALUE = "[value]"
_METADATA = [f"metadata.{kind}" for kind in (STATED, REPEATED, CONFIRMED)]


def answers_of(clinic_ids: Collection[int]) -> dict[int, list[Answer]]:
    """The answers of each clinic. One query."""
    found: dict[int, list[Answer]] = {pk: [] for pk in clinic_ids}
    stated = Fact.objects.filter(clinic__in=clinic_ids)
    for row in stated.values_list(*Answer._fields):
        found[row[0]].append(Answer._make(row))
    return found


def attributes(service: str, facts: Mapping[str, Said]) -> Iterator[dict[str, Any]]:
    """An attribute for each answer, and for each part of what an insurer pays for.

    Answers to codes that the checklist no longer has are left out.
    """
    for code in terms():
        if fact := facts.get(code):
            yield _attribute(service, fact, _value(fact))
            for part, text in _coverage(fact):
                yield attribute(service, "service", part, text)


def written_attributes(service: str, facts: Mapping[str, Said]) -> Iterator[str]:
    """The same as JSON, in a tenth of the time: a few hundred clinics say forty thousand things."""
    patterns = _patterns(CHECKLIST, absolute("/"))
    for code in terms():
        if fact := facts.get(code):
            if fact.detail:
                yield dumps(_attribute(service, fact, _value(fact)), WIDE)
            else:
                yield _filled(service, fact, patterns)
            for part, text in _coverage(fact):
                yield written_attribute(service, part, text)


def written_attribute(service: str, code: str, value: str) -> str:
    """What a service says under a term of which nobody says who says it, as JSON."""
    patterns = _patterns(CHECKLIST, absolute("/"))
    pattern = patterns.get(code)
    if pattern is None:
        owner = record_id(SERVICE, 0)
        example = dumps(attribute(owner, "service", code, VALUE), WIDE)
        pattern = patterns[code] = Pattern(example, [owner, part_id(owner, code), VALUE])
    return pattern.filled([service, part_id(service, code), inside(value)])


def _attribute(service: str, fact: Said, value: str) -> dict[str, Any]:
    metadata = said(fact, part_id(service, fact.code), "attribute", value)
    return attribute(service, "service", fact.code, value, label=fact.detail, metadata=metadata)


def _value(fact: Said) -> str:
    return str(fact.number) if fact.value is None else YES_NO[fact.value]


def _coverage(fact: Said) -> list[tuple[str, str]]:
    """What an insurer pays for: terms and values."""
    if fact.covers is None and fact.prior_authorization is None:
        return []
    said = ((part, columns.written_coverage(getattr(fact, part))) for part in COVERAGE_PARTS)
    return [(f"{fact.code}.{part}", text) for part, text in said if text]


def _filled(service: str, fact: Said, patterns: Patterns) -> str:
    """The attribute of an answer that has no detail. The holes are in the order of `_pattern`."""
    id = part_id(service, fact.code)
    by = _quoted_role(fact.source, fact.source_name)
    holes = [service, id, _value(fact), by, part_id(id, _METADATA[0]), fact.since.isoformat()]
    is_repeated, is_confirmed = fact.affirmed_on > fact.since, fact.confirmed_on is not None
    if is_repeated:
        holes += [part_id(id, _METADATA[1]), fact.affirmed_on.isoformat()]
    if fact.confirmed_on:
        how = _quoted_role(fact.confirmed_by, "")
        holes += [part_id(id, _METADATA[2]), fact.confirmed_on.isoformat(), how]
    shape = fact.code, is_repeated, is_confirmed
    pattern = patterns.get(shape)
    if pattern is None:
        pattern = patterns[shape] = _pattern(*shape)
    return pattern.filled(holes)


@lru_cache(maxsize=1000)
def _quoted_role(source: str, name: str) -> str:
    return inside(role(source, name))


@lru_cache(maxsize=4)
def _patterns(checklist: Checklist, site: str) -> Patterns:
    """What was said so far, without what differs from clinic to clinic."""
    return {}


def _pattern(code: str, is_repeated: bool, is_confirmed: bool) -> Pattern:
    """The attribute of an example. Each of its holes says what no other part of it says."""
    service, first, second, third = record_id(SERVICE, 0), *(dt.date(1, 1, n) for n in (1, 2, 3))
    id = part_id(service, code)
    holes = [service, id, VALUE, "[by]", part_id(id, _METADATA[0]), first.isoformat()]
    if is_repeated:
        holes += [part_id(id, _METADATA[1]), second.isoformat()]
    if is_confirmed:
        holes += [part_id(id, _METADATA[2]), third.isoformat(), "[how]"]
    example = Answer(
        clinic_id=0, code=code, value=True, number=None, detail="", source="[by]", source_name="",
        since=first, affirmed_on=second if is_repeated else first, covers=None,
        prior_authorization=None, confirmed_by="[how]" if is_confirmed else "",
        confirmed_on=third if is_confirmed else None,
    )  # fmt: skip
    return Pattern(dumps(_attribute(service, example, VALUE), WIDE), holes)
