"""One row of any source, in our columns as text → what it says, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from clinics.exchange import columns, csv_values, provenance
from clinics.files.refusals import RowRefused, shown
from clinics.listing.draft import DERIVED
from clinics.listing.models import Hours

PLAIN = ("name", "how_to_find", "street", "street2", "city", "county")
LITERAL = (*PLAIN, "description", "state", "postal_code", "country", "phone", "organization")


@dataclass(frozen=True)
class Entry:
    """A row as its source has it: its cells, and what they say in our columns.

    `problem` is set when it cannot be read; `repeats` when an earlier row is the same to the word.
    """

    line: int
    cells: list[str]
    said: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    repeats: bool = False


@dataclass
class Row:
    """What a row says. Columns that the file does not have are in none of these.

    `fields` are the clinic's (and `organization`); a None among the answers is *not stated*.
    `as_it_stands`: a row of our own export, whose address and contact are taken to the letter.
    """

    line: int
    listed_by: str
    external_id: str
    fields: dict[str, Any]
    facts: dict[str, bool | int | None]
    prices: dict[str, Decimal | None]
    hours: list[Hours] | None
    publishes_prices: bool | None
    said: dict[str, provenance.Said]
    as_it_stands: bool


def read_row(entry: Entry, *, listed_by: str) -> Row:
    """The row's values; `listed_by` unless the row names another list. Raises RowRefused."""
    if entry.problem:
        raise RowRefused(entry.problem)
    said = entry.said
    speakers = provenance.read(said.get("provenance", ""))
    literal = provenance.LISTING in speakers
    external_id = _needed(said, "external_id")
    named = csv_values.text(
        "listed_by", said.get("listed_by", ""), longest=csv_values.longest("listed_by")
    )
    row = Row(
        line=entry.line,
        listed_by=named or listed_by,
        external_id=external_id,
        fields=_fields(said, literal=literal),
        facts=_facts(said),
        prices={c: csv_values.money(c, said[c]) for c in columns.prices() if c in said},
        hours=csv_values.hours(said["hours"]) if "hours" in said else None,
        publishes_prices=csv_values.yes_or_no(DERIVED[0], said.get(DERIVED[0], "")),
        said=speakers,
        as_it_stands=literal,
    )
    for code, who in speakers.items():
        if who.get("confirmed_by") and row.facts.get(code) not in (True, None):
            raise RowRefused(f"provenance: {code}: only a yes can be confirmed")
    return row


def _needed(said: dict[str, str], column: str) -> str:
    value = csv_values.text(column, said.get(column, ""), longest=csv_values.longest(column))
    if not value:
        raise RowRefused(f"{column} is missing")
    return value


def _facts(said: dict[str, str]) -> dict[str, bool | int | None]:
    answers: dict[str, bool | int | None] = {}
    for code in columns.items():
        if code in said and code not in DERIVED:
            answers[code] = csv_values.yes_or_no(code, said[code])
    for code, highest in columns.numbers().items():
        if code in said:
            answers[code] = csv_values.whole_number(code, said[code], highest=highest)
    return answers


def _fields(said: dict[str, str], *, literal: bool) -> dict[str, Any]:
    """The clinic's fields that the row's columns give."""
    fields = _literal(said) if literal else _mended(said)
    if not fields["name"].strip():
        raise RowRefused("name is missing")
    if "slug" in said:
        fields["slug"] = csv_values.slug(said["slug"])
    if "email" in said:
        fields["email"] = csv_values.email(said["email"])
    if "latitude" in said or "longitude" in said:
        fields |= _coordinates(said)
    if (county := csv_values.county_fips(said.get("county_fips", ""))) is not None:
        fields["county_fips"] = county
    if (rough := csv_values.yes_or_no("approximate", said.get("approximate", ""))) is not None:
        fields["is_approximate"] = rough
    return fields


def _literal(said: dict[str, str]) -> dict[str, Any]:
    fields = {
        name: csv_values.sound(name, said[name], longest=_longest(name))
        for name in LITERAL
        if name in said
    }
    if "website" in said:
        fields["website"] = csv_values.valid_website(said["website"])
    return {"name": "", **fields}


def _mended(said: dict[str, str]) -> dict[str, Any]:
    """Trimmed text; state, country, phone and website in our spelling."""
    fields: dict[str, Any] = {"name": _needed(said, "name")}
    country = csv_values.country(said.get("country", ""))
    if "country" in said:
        fields["country"] = country
    for name in (*PLAIN, "postal_code", "organization"):
        if name in said:
            fields[name] = csv_values.text(name, said[name], longest=_longest(name))
    if "description" in said:
        most = _longest("description")
        fields["description"] = csv_values.text(
            "description", said["description"], longest=most, lines=True
        )
    if "state" in said:
        fields["state"] = csv_values.state(said["state"], country=country)
    if "phone" in said:
        fields["phone"] = csv_values.phone(said["phone"], country=country)
    if "website" in said:
        fields["website"] = csv_values.website(said["website"])
    return fields


def _longest(name: str) -> int | None:
    return csv_values.longest("name" if name == "organization" else name)


def _coordinates(said: dict[str, str]) -> dict[str, float | None]:
    latitude = csv_values.degrees("latitude", said.get("latitude", ""), highest=90)
    longitude = csv_values.degrees("longitude", said.get("longitude", ""), highest=180)
    if (latitude is None) != (longitude is None):
        given = "latitude" if longitude is None else "longitude"
        raise RowRefused(f"{given} {shown(said[given])} stands alone: half a pair of coordinates")
    if latitude == longitude == 0:
        raise RowRefused("latitude 0, longitude 0 is the open sea; leave both blank if unknown")
    return {"latitude": latitude, "longitude": longitude}
