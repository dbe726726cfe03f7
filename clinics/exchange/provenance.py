"""The `provenance` cell: the source and days of each answer, so that an export loses nothing."""

from __future__ import annotations

import datetime as dt
import json
import re
from types import SimpleNamespace
from typing import Any

from clinics.checklist import CHECKLIST
from clinics.files.refusals import RowRefused
from clinics.listing.corrections import Said, is_detail, standing
from clinics.listing.draft import DERIVED
from clinics.listing.fields import TEXT_FIELDS
from clinics.listing.models import CONFIRMERS, Clinic, Fact, Price, SourceKind

LISTING = "listing"
"""The key for the source of the name, the address and the contact."""

STATED = ("source", "source_name", "since", "affirmed_on")
DETAILS = (*TEXT_FIELDS, "address", "hours")
OF_A_DETAIL = (*STATED, "source_url")
"""What a moderator corrected among contact details and hours."""
OF_A_FACT = (*STATED, "detail", "confirmed_by", "confirmed_on", "due_on", "source_url")
OF_A_PRICE = (*STATED, "currency", "valid_from", "includes", "required_for_course", "source_url")
DATES = {"since", "affirmed_on", "confirmed_on", "due_on", "valid_from"}
MOST_CHARACTERS = {"source_name": 120, "detail": 300, "includes": 300, "source_url": 500}
"""12 for all others, such as `confirmed_by`."""
BLANK: dict[str, Any] = {
    "source_name": "", "detail": "", "confirmed_by": "", "confirmed_on": None, "due_on": None,
    "currency": "USD", "includes": "", "required_for_course": False, "source_url": "",
}  # fmt: skip
"""Values that a list may leave out at its end."""

Provenance = dict[str, Any]
"""Field → value, for one answer."""


def written(clinic: Clinic, facts: list[Fact], prices: list[Price]) -> str:
    """The cell of a clinic: a JSON object, code → list of values without blanks at its end.

    Codes that the checklist does not have are left out.
    """
    lists = {LISTING: _list(clinic, STATED)}
    answers = {fact.code: _list(fact, OF_A_FACT) for fact in facts if fact.code not in DERIVED}
    answers |= {price.code: _list(price, OF_A_PRICE) for price in prices}
    answers |= {code: _correction(code, said) for code, said in standing(clinic).items()}
    codes = [*DETAILS, *_item_codes(), *CHECKLIST.price_columns()]
    lists |= {code: answers[code] for code in codes if code in answers}
    return json.dumps(lists, ensure_ascii=False, separators=(",", ":"))


def _item_codes() -> list[str]:
    return [*(i.qualified for i in CHECKLIST.items), *(n.qualified for n in CHECKLIST.numbers)]


def _correction(code: str, said: Said) -> list[Any]:
    """Who corrected a detail, or withdrew an answer: as the list of an answer that says nothing."""
    blank = {**dict.fromkeys(_names(code)), **BLANK, "valid_from": said["since"]}
    return _list(SimpleNamespace(**blank | said), _names(code))


def _list(row: Any, names: tuple[str, ...]) -> list[Any]:
    """The values of those fields, without blanks at the end."""
    values = [getattr(row, name) for name in names]
    while names[len(values) - 1] in BLANK and values[-1] == BLANK[names[len(values) - 1]]:
        values.pop()
    return [v.isoformat() if isinstance(v, dt.date) else v for v in values]


def read(cell: str) -> dict[str, Provenance]:
    """Code → provenance, from the cell. Raises RowRefused for what is not valid."""
    if not cell.strip():
        return {}
    try:
        lists = json.loads(cell)
    except (json.JSONDecodeError, RecursionError):
        raise RowRefused("provenance: is not JSON") from None
    if not isinstance(lists, dict):
        raise RowRefused("provenance: is not a JSON object")
    return {code: _provenance(code, values) for code, values in lists.items()}


def _provenance(code: str, values: Any) -> Provenance:
    names = _names(code)
    if not isinstance(values, list) or not len(STATED) <= len(values) <= len(names):
        raise RowRefused(f"provenance: {code[:80]} is not a list of {len(names)}")
    given = {name: _value(code, name, value) for name, value in zip(names, values, strict=False)}
    whole = {**{name: BLANK[name] for name in names if name in BLANK}, **given}
    _refuse_unless_possible(code, whole)
    return whole


def _names(code: str) -> tuple[str, ...]:
    """The fields in the list of a code. Raises RowRefused for an unknown code."""
    if code == LISTING:
        return STATED
    if is_detail(code):
        return OF_A_DETAIL
    if code in CHECKLIST.price_columns():
        return OF_A_PRICE
    if code in DERIVED or not (CHECKLIST.get(code) or CHECKLIST.number(code)):
        raise RowRefused(f"provenance: unknown code “{code[:80]}”")
    return OF_A_FACT


def _value(code: str, name: str, value: Any) -> Any:
    """One value of a list, as a date, a boolean or text. Raises RowRefused for anything else."""
    if value is None and name in BLANK:
        return BLANK[name]
    if name == "required_for_course" and isinstance(value, bool):
        return value
    if name in DATES and isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise RowRefused(f"provenance: {code}: {name} is not a date") from None
    if name == "required_for_course" or not isinstance(value, str) or "\0" in value:
        raise RowRefused(f"provenance: {code}: {name} is not valid")
    if len(value) > MOST_CHARACTERS.get(name, 12):
        raise RowRefused(f"provenance: {code}: {name} is too long")
    return value


def _refuse_unless_possible(code: str, given: Provenance) -> None:
    """Raise RowRefused for what the database would refuse, but with a clear reason."""
    wrong = ""
    if given["source"] not in SourceKind.values:
        wrong = "unknown source"
    elif given["affirmed_on"] < given["since"]:
        wrong = "affirmed before it was stated"
    elif not re.fullmatch("[A-Z]{3}", given.get("currency", "USD")):
        wrong = "unknown currency"
    elif "valid_from" in _names(code) and "valid_from" not in given:
        wrong = "no day from which the price is valid"
    elif any(given.get(name) for name in ("confirmed_by", "confirmed_on", "due_on")):
        whole = given["confirmed_by"] in CONFIRMERS and given["confirmed_on"] and given["due_on"]
        if not whole or given["due_on"] < given["confirmed_on"]:
            wrong = "incomplete confirmation"
    if wrong:
        raise RowRefused(f"provenance: {code}: {wrong}")
