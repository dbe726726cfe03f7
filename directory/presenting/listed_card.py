"""The clinics that a search found, as cards: one query, whatever is shown of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from clinics.listing.card import LAYOUT, Card, read_card, said_of
from clinics.listing.course import CoursePrice
from clinics.listing.records import FACT_COLUMNS, FactRecord
from clinics.models import Clinic
from directory.presenting import patient_reports, warnings
from directory.presenting.shown import Shown
from directory.search.answer import Found

DAYS = [FACT_COLUMNS.index(name) for name in ("confirmed_on", "due_on", "affirmed_on")]
TICKED = f"""
(select json_agg(json_build_array({", ".join(f"f.{name}" for name in FACT_COLUMNS)}))::text
   from clinics_fact f where f.clinic_id = c.clinic_id and f.code = any(%s))
"""
CARDS = f"""
select c.clinic_id, c.said::text, l.asks_prices, {{ticked}},
       {patient_reports.MAY_HAVE}, {warnings.MAY_NAME}
  from clinics_storedcard c
  left join clinics_sourcelist l on l.name = c.said ->> 'source_name'
 where c.clinic_id = any(%s) and c.layout = %s
"""
PLAIN, WITH_TICKED = CARDS.format(ticked="null"), CARDS.format(ticked=TICKED)

KEPT = 2000
"""How many cards a process keeps as it read them, those that were shown last."""


@dataclass(slots=True, kw_only=True)
class ListedCard(Shown):
    """A clinic found: its card, how far it is, and what it answers to the codes asked for.

    `facts`: those of the card, and every answer to those codes. `stored`: the JSON of the card; ''
    if it was made. Without `may_be_reported` it has no open report, and without `may_be_excluded`
    nobody of it is on the exclusion list; with them, it must be asked.
    """

    clinic: Card
    distance_miles: float | None
    asks_prices: bool | None
    facts: dict[str, FactRecord]
    stored: str = field(default="", compare=False)
    may_be_reported: bool = field(default=True, compare=False)
    may_be_excluded: bool = field(default=True, compare=False)

    @property
    def course(self) -> CoursePrice | None:
        """The course price, whole or partial; None when no price of it is published."""
        return self.clinic.course

    @property
    def repeated_on(self) -> dt.date | None:
        """When the clinic itself last stated or repeated something; None: it never did."""
        return self.clinic.repeated_on

    @property
    def imported_from(self) -> str:
        """The list that its name and contact details come from; '' if it is none."""
        return self.clinic.source_name


def cards(found: Iterable[Found], *, codes: Collection[str] = ()) -> list[ListedCard]:
    """The clinics found, in the same order, with their answers to the codes.

    One query; none when nothing was found. For clinics without a card of this LAYOUT, four more.
    """
    ones = list(found)
    if not ones:
        return []
    keys = [one.clinic_id for one in ones]
    rows = _stored(keys, codes)
    if missing := [key for key in keys if key not in rows]:
        rows |= _made(missing, codes)
    return [
        ListedCard(
            clinic=(row := rows[one.clinic_id]).card,
            distance_miles=one.distance_miles,
            asks_prices=row.asks_prices,
            facts=row.card.facts | row.ticked if row.ticked else row.card.facts,
            stored=row.stored,
            may_be_reported=row.may_be_reported,
            may_be_excluded=row.may_be_excluded,
        )
        for one in ones
        if one.clinic_id in rows
    ]


class Row(NamedTuple):
    """What is read of one clinic. `ticked`: its answers to what was asked for."""

    card: Card
    asks_prices: bool | None
    ticked: dict[str, FactRecord]
    stored: str = ""
    may_be_reported: bool = True
    may_be_excluded: bool = True


@lru_cache(maxsize=KEPT)
def read(key: int, stored: str) -> Card:
    """The card of this JSON. Whoever is given it writes nothing into it: it is kept."""
    return read_card(key, json.loads(stored))


def _stored(keys: list[int], codes: Collection[str]) -> dict[int, Row]:
    """The cards that are stored. One query."""
    asked: list[Any] = [keys, LAYOUT]
    with connection.cursor() as cursor:
        if codes:
            cursor.execute(WITH_TICKED, [list(codes), *asked])
        else:
            cursor.execute(PLAIN, asked)
        rows = cursor.fetchall()
    return {
        key: Row(read(key, stored), asks_prices, _ticked(ticked), stored, *may_be)
        for key, stored, asks_prices, ticked, *may_be in rows
    }


def _ticked(rows: str | None) -> dict[str, FactRecord]:
    if rows is None:
        return {}
    facts: dict[str, FactRecord] = {}
    for row in json.loads(rows):
        for place in DAYS:
            row[place] = row[place] and dt.date.fromisoformat(row[place])
        facts[row[0]] = FactRecord(*row)
    return facts


def _made(keys: list[int], codes: Collection[str]) -> dict[int, Row]:
    """The cards of published clinics, made from their listings. Four queries."""
    clinics = Clinic.objects.published().filter(pk__in=keys).with_asked_prices().with_answers()
    made: dict[int, Row] = {}
    for clinic in clinics:
        facts, prices = list(clinic.facts.all()), list(clinic.prices.all())
        card = read_card(clinic.pk, said_of(clinic, facts, prices, clinic.hours.all()))
        asked = {
            fact.code: FactRecord(*(getattr(fact, name) for name in FACT_COLUMNS))
            for fact in facts
            if fact.code in codes
        }
        made[clinic.pk] = Row(card, getattr(clinic, "asks_prices", None), asked)
    return made
