"""Turns one row of any source (text, by our column names) into values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from clinics.exchange import columns, csv_values, life, provenance
from clinics.exchange.provenance import Provenance
from clinics.files.encoding import unscrambled
from clinics.files.refusals import RowRefused, shown
from clinics.listing.columns import filled
from clinics.listing.draft import DERIVED, Standing
from clinics.listing.models import Hours, SourceRecord

TRIMMED = ("name", "how_to_find", "street", "street2", "city", "county")
AS_THEY_ARE = ("external_id", "country", "provenance", "also_listed_by")
"""Columns in which `NA` is a word like others: it is Namibia, for one."""
REMARKS = {
    "phone": "telephone numbers could not be read and were left out.",
    "phones": "telephone cells hold several numbers or words; the first number was taken.",
    "website": "websites could not be read and were left out.",
    "email": "e-mail addresses could not be read and were left out.",
    "hours": "cells of opening hours could not be read and were left out.",
}
"""What may be left out of a row, with the words that follow its count."""
UNCHANGED = (*TRIMMED, "description", "state", "postal_code", "country", "phone", "organization")


@dataclass(frozen=True)
class SourceRow:
    """A row of a source: its cells as they are, and the same text by our column names (`ours`).

    `problem` says why the row cannot be read. `repeats`: an earlier row is exactly the same.
    """

    line: int
    cells: list[str]
    ours: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    repeats: bool = False


@dataclass
class ClinicRow:
    """The values of a row. Columns that the file does not have are left out.

    `fields` are the fields of a clinic, and `organization`. An answer that is None is *not
    stated*. `coverage` says by insurers' codes what their *yes* pays for; it holds the parts that
    the row has columns for. `standing` is where a new listing stands once it is published,
    `also_listed_by` all rows of lists that describe it. `is_own_export`: the row is from our own
    export, so its text is not tidied. `remarks`: what was left out of the row, in words, by one of
    REMARKS.
    """

    line: int
    listed_by: str
    external_id: str
    fields: dict[str, Any]
    facts: dict[str, bool | int | None]
    coverage: dict[str, dict[str, Any]]
    prices: dict[str, Decimal | None]
    hours: list[Hours] | None
    publishes_prices: bool | None
    provenance: dict[str, Provenance]
    standing: Standing | None
    also_listed_by: list[SourceRecord]
    is_own_export: bool
    remarks: dict[str, str]


def read_row(source_row: SourceRow, *, listed_by: str) -> ClinicRow:
    """The row's values. `listed_by` counts unless the row names its list. Raises RowRefused."""
    if source_row.problem:
        raise RowRefused(source_row.problem)
    ours = source_row.ours
    remarks: dict[str, str] = {}
    sources = provenance.read(ours.get("provenance", ""))
    is_own_export = provenance.LISTING in sources
    if not is_own_export:
        ours = {n: c if n in AS_THEY_ARE else _readable(n, c) for n, c in ours.items()}
    facts = _facts(ours)
    row = ClinicRow(
        line=source_row.line,
        listed_by=_listed_by(ours) or listed_by,
        external_id=_needed(ours, "external_id"),
        fields=_fields(ours, is_own_export=is_own_export, remarks=remarks),
        facts=facts,
        coverage=_coverage(ours, facts),
        prices={c: csv_values.money(c, ours[c]) for c in columns.prices() if c in ours},
        hours=_hours(ours["hours"], remarks) if "hours" in ours else None,
        publishes_prices=csv_values.yes_or_no(DERIVED[0], ours.get(DERIVED[0], "")),
        provenance=sources,
        standing=life.standing(ours),
        also_listed_by=life.records(ours.get("also_listed_by", "")),
        is_own_export=is_own_export,
        remarks=remarks,
    )
    for code, source in sources.items():
        if source.get("confirmed_by") and row.facts.get(code) not in (True, None):
            raise RowRefused(f"provenance: {code}: only a yes can be confirmed")
    return row


def _readable(column: str, cell: str) -> str:
    """The cell in its right encoding; '' for `NA`. Raises RowRefused for a letter that is lost."""
    if "\ufffd" in cell:
        raise RowRefused(f"{column}: {shown(cell)} has lost a letter; save the file as UTF-8 anew")
    return filled(unscrambled(cell))


def _listed_by(ours: dict[str, str]) -> str:
    """The list that the row itself names; '' if it names none."""
    longest = csv_values.longest("listed_by")
    return csv_values.text("listed_by", ours.get("listed_by", ""), longest=longest)


def _needed(ours: dict[str, str], column: str) -> str:
    value = csv_values.text(column, ours.get(column, ""), longest=csv_values.longest(column))
    if not value:
        raise RowRefused(f"{column} is missing")
    return value


def _facts(ours: dict[str, str]) -> dict[str, bool | int | None]:
    answers: dict[str, bool | int | None] = {}
    for code in columns.items():
        if code in ours and code not in DERIVED:
            answers[code] = csv_values.yes_or_no(code, ours[code])
    for code, highest in columns.numbers().items():
        if code in ours:
            answers[code] = csv_values.whole_number(code, ours[code], highest=highest)
    return answers


def _coverage(
    ours: dict[str, str], facts: dict[str, bool | int | None]
) -> dict[str, dict[str, Any]]:
    """What insurers pay for, by their codes. Raises RowRefused where the row does not say yes."""
    coverage: dict[str, dict[str, Any]] = {}
    for column, (code, part) in columns.coverage().items():
        if column in ours:
            said = csv_values.coverage(column, ours[column])
            if said is not None and facts.get(code) is not True:
                cell = shown(ours[column])
                raise RowRefused(f"{column}: {cell} belongs to a yes, and {code} is no yes here")
            coverage.setdefault(code, {})[part] = said
    return coverage


def _fields(
    ours: dict[str, str], *, is_own_export: bool, remarks: dict[str, str]
) -> dict[str, Any]:
    """The clinic's fields that the row's columns give. Adds to `remarks` what is left out."""
    fields = _unchanged(ours) if is_own_export else _tidied(ours, remarks)
    if "website" in ours:
        fields["website"] = _read("website", csv_values.website, ours["website"], remarks)
    if not fields["name"].strip():
        raise RowRefused("name is missing")
    if "slug" in ours:
        fields["slug"] = csv_values.slug(ours["slug"])
    if "email" in ours:
        fields["email"] = _read("email", csv_values.email, ours["email"], remarks)
    if "latitude" in ours or "longitude" in ours:
        fields |= _coordinates(ours)
    if (county := csv_values.county_fips(ours.get("county_fips", ""))) is not None:
        fields["county_fips"] = county
    approximate = csv_values.yes_or_no("approximate", ours.get("approximate", ""))
    if approximate is not None:
        fields["is_approximate"] = approximate
    return fields


def _unchanged(ours: dict[str, str]) -> dict[str, Any]:
    """The text exactly as it is, so that an export comes back without loss."""
    fields = {
        name: csv_values.sound(name, ours[name], longest=_longest(name))
        for name in UNCHANGED
        if name in ours
    }
    return {"name": "", **fields}


def _tidied(ours: dict[str, str], remarks: dict[str, str]) -> dict[str, Any]:
    """The text tidied; state, country, ZIP code and phone in our spelling."""
    fields: dict[str, Any] = {"name": csv_values.name("name", ours.get("name", ""))}
    country = csv_values.country(ours.get("country", ""))
    if "country" in ours:
        fields["country"] = country
    for name in (*TRIMMED[1:], "organization"):
        if name in ours:
            fields[name] = csv_values.text(name, ours[name], longest=_longest(name))
    if "description" in ours:
        most = _longest("description")
        fields["description"] = csv_values.text(
            "description", ours["description"], longest=most, lines=True
        )
    if "state" in ours:
        fields["state"] = csv_values.state(ours["state"], country=country)
    if "postal_code" in ours:
        fields["postal_code"] = csv_values.postal_code(
            ours["postal_code"], country=country, state=fields.get("state", "")
        )
    if "phone" in ours:
        fields["phone"] = _phone(ours["phone"], country, remarks)
    return fields


def _phone(cell: str, country: str, remarks: dict[str, str]) -> str:
    """The first number; '' if there is none that can be read."""
    try:
        number, more = csv_values.phone(cell, country=country)
    except RowRefused as refused:
        remarks["phone"] = str(refused)
        return ""
    if more:
        remarks["phones"] = f"phone: of {shown(cell)} only {number} was taken"
    return number


def _read(column: str, reader: Callable[[str], str], cell: str, remarks: dict[str, str]) -> str:
    """What the cell says; '' if it cannot be read."""
    try:
        return reader(cell)
    except RowRefused as refused:
        remarks[column] = str(refused)
        return ""


def _hours(cell: str, remarks: dict[str, str]) -> list[Hours]:
    """The opening hours; none if they cannot be read."""
    try:
        return csv_values.hours(cell)
    except RowRefused as refused:
        remarks["hours"] = str(refused)
        return []


def _longest(name: str) -> int | None:
    return csv_values.longest("name" if name == "organization" else name)


def _coordinates(ours: dict[str, str]) -> dict[str, float | None]:
    latitude = csv_values.degrees("latitude", ours.get("latitude", ""), highest=90)
    longitude = csv_values.degrees("longitude", ours.get("longitude", ""), highest=180)
    if (latitude is None) != (longitude is None):
        given = "latitude" if longitude is None else "longitude"
        raise RowRefused(f"{given} {shown(ours[given])} is only half of a pair of coordinates")
    if latitude == longitude == 0:
        raise RowRefused("latitude 0, longitude 0 is in the open sea; leave both blank if unknown")
    return {"latitude": latitude, "longitude": longitude}
