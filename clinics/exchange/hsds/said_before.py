"""Reads what an HSDS object says through terms of our checklist, and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from clinics.checklist import CHECKLIST
from clinics.exchange.hsds.parts import REPEATED, STATED
from clinics.exchange.hsds.terms import codes_by_id, terms
from clinics.files.refusals import RowRefused, shown
from clinics.listing import columns
from clinics.listing.draft import DERIVED
from clinics.listing.models import SourceKind

Object = dict[str, Any]


def text(row: Object, member: str) -> str:
    """The text or number of a member; '' if it is absent. Raises RowRefused for another kind."""
    value = row.get(member)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    raise RowRefused(f"{member}: {shown(str(value))} is not a text")


def objects(row: Object, member: str) -> list[Object]:
    """The objects that a member holds. Raises RowRefused for anything else."""
    value = row.get(member) or []
    if not (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
        raise RowRefused(f"{member}: is not a list of objects")
    return value


def coded(row: Object) -> Iterator[tuple[str, Object]]:
    """The attributes with a term of ours: (its code, the attribute). Others say nothing to us."""
    for one in objects(row, "attributes"):
        nested = one.get("taxonomy_term")
        ids = {text(one, "taxonomy_term_id")}
        ids |= {text(nested, "id")} if isinstance(nested, dict) else set()
        found = {codes_by_id().get(id, "") for id in ids - {""}}
        if len(found) == 1 and (code := found.pop()):
            yield code, one


def place_texts(*rows: Object) -> dict[str, str]:
    """What is said through the terms for which HSDS has no field."""
    return {
        code: text(one, "value")
        for row in rows
        for code, one in coded(row)
        if code.startswith(("place.", "listing."))
    }


def answers(service: Object, source: str) -> tuple[dict[str, str], dict[str, list[Any]]]:
    """The cells of facts, and their provenance by code. Raises RowRefused.

    The clinic's own word is hearsay here: every answer is imported from `source`, since the day
    on which it was stated.
    """
    cells: dict[str, str] = {}
    sources: dict[str, list[Any]] = {}
    facts = {*columns.items(), *columns.numbers(), *columns.coverage()} - set(DERIVED)
    for code, one in coded(service):
        if code not in facts:
            continue
        value = text(one, "value")
        if cells.setdefault(code, value) != value:
            raise RowRefused(f"{code}: is answered twice, by {shown(cells[code])} and another word")
        if code not in columns.coverage() and (days := _days(one)):
            sources[code] = [SourceKind.IMPORT.value, source, *days, _detail(code, one)]
    return cells, sources


def _detail(code: str, one: Object) -> str:
    """What the label says after the name of the term."""
    name, label = terms()[code]["name"], text(one, "label")
    return label.removeprefix(f"{name}: ") if label.startswith(f"{name}: ") else ""


def prices(
    service: Object, source: str, *, on: dt.date
) -> tuple[dict[str, str], dict[str, list[Any]]]:
    """The cells of prices, and their provenance by code. Prices without a term of ours are none.

    Raises RowRefused for one in another currency of which nobody knows since when it holds.
    """
    cells: dict[str, str] = {}
    sources: dict[str, list[Any]] = {}
    for row in objects(service, "cost_options"):
        codes = dict(coded(row))
        code = next((code for code in codes if code in CHECKLIST.price_columns()), "")
        if not code or not text(row, "amount") or _has_ended(row, on):
            continue
        if code in cells:
            raise RowRefused(f"{code}: has two prices")
        cells[code] = _amount(code, row)
        begins, currency = text(row, "valid_from"), text(row, "currency").upper() or "USD"
        days = _days(row) or ([begins, begins] if begins else [])
        if not days and currency != "USD":
            raise RowRefused(f"{code}: {shown(currency)} needs a day since which it holds")
        if days:
            required = "price.required_for_course" in codes
            includes = text(row, "amount_description")
            price = [currency, begins or days[0], includes, required]
            sources[code] = [SourceKind.IMPORT.value, source, *days, *price]
    return cells, sources


def _amount(code: str, row: Object) -> str:
    """The amount without an exponent. Raises RowRefused for what is no number."""
    said = text(row, "amount")
    try:
        amount = Decimal(said)
    except InvalidOperation:
        raise RowRefused(f"{code}: {shown(said)} is not an amount of money") from None
    return f"{amount.normalize():f}" if amount.is_finite() else said


def _has_ended(row: Object, on: dt.date) -> bool:
    return bool(text(row, "valid_to")) and text(row, "valid_to") < on.isoformat()


def listing_days(location: Object) -> list[str]:
    """Since when name and address are stated, and when they were repeated; [] if nobody says."""
    return _days(location)


def _days(row: Object) -> list[str]:
    """The day on which an answer was stated, and the last on which it was repeated, if it says."""
    said = {text(one, "last_action_type"): text(one, "last_action_date")[:10]
            for one in objects(row, "metadata")}  # fmt: skip
    since = said.get(STATED, "")
    return [since, max(since, said.get(REPEATED, ""))] if since else []
