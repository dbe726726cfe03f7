"""One answer as one CSV cell, in the format of `import_clinics --format csv`."""

from __future__ import annotations

import re
from contextlib import suppress
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from clinics.changes.clean import clean
from clinics.changes.values import ChangeRefused, content
from clinics.checklist import CHECKLIST
from clinics.files.encoding import unscrambled
from clinics.listing import columns
from clinics.listing.coverage import COVERS, coverable
from clinics.listing.fields import ADDRESS_FIELDS, TEXT_FIELDS
from clinics.listing.hours import read_hours, written_hours
from clinics.listing.phones import first_phone

LEFT_OUT = ("phone", "website")
"""Columns in which a cell that cannot be read does not spoil its row."""


def answer_codes() -> list[str]:
    """The checklist codes that a cell can answer: items, numbers and prices."""
    return [*columns.stated_codes(), *columns.prices()]


def all_columns() -> list[str]:
    """The columns for a clinic's answers, in the order of the file."""
    fields = [
        "name",
        *ADDRESS_FIELDS,
        "phone",
        "website",
        "email",
        "description",
        "how_to_find",
        "hours",
    ]
    return columns.with_coverage([*fields, *answer_codes()])


def write(column: str, public: dict[str, Any]) -> str:
    """The cell of a column for a clinic's public answers; blank: not stated."""
    if column in TEXT_FIELDS:
        return public.get(column) or ""
    if column in ADDRESS_FIELDS:
        return public.get("address", {}).get(column, "")
    if column == "hours":
        return written_hours(public.get("hours") or [])
    if column in columns.coverage():
        code, part = columns.coverage()[column]
        return columns.written_coverage((public.get(code) or {}).get(part))
    value = public.get(column) or {}
    if "value" in value:
        return "yes" if value["value"] else "no"
    return str(value.get("number", value.get("amount", "")))


def first(code: str, cell: str) -> tuple[str, str]:
    """The cell with only its first telephone number, and words that say so if it had more."""
    if code == "phone":
        with suppress(ValueError):
            number, more = first_phone(cell)
            taken = _("Only %(number)s is taken of “%(cell)s”.")
            if more:
                return number, taken % {"number": number, "cell": cell.strip()[:60]}
    return cell, ""


def read(code: str, cell: str, current: Any) -> Any:
    """The value that a cell asks for. `current` is the value now; its notes are kept.

    Raises ChangeRefused.
    """
    cell, now = columns.filled(cell).strip(), content(code, current) or {}
    if code in TEXT_FIELDS:
        is_same = cell == (current or "").strip()
        return current if is_same else clean(code, unscrambled(cell) or None)
    if code == "hours":
        return clean(code, _hours(cell))
    if not cell:
        return None
    if code in CHECKLIST.price_columns():
        wanted = clean(code, now | {"amount": cell, "valid_from": None})
        same = now.get("amount") == wanted["amount"]
        return now if same else wanted
    if CHECKLIST.number(code):
        if not re.fullmatch(r"[0-9]{1,8}", cell):
            raise ChangeRefused(_("Give a whole number in digits, such as 12."))
        return clean(code, now | {"number": int(cell)})
    try:
        value = columns.yes_or_no(cell)
    except ValueError:
        words = {"cell": cell[:40]}
        raise ChangeRefused(_("“%(cell)s” is neither yes nor no.") % words) from None
    return now if now.get("value") is value else clean(code, {"value": value})


def read_coverage(column: str, cell: str, asked: Any) -> Any:
    """The value of an insurer with what a cell says that it pays for.

    `asked` is what the row asks for otherwise. Raises ChangeRefused.
    """
    code, part = columns.coverage()[column]
    cell = columns.filled(cell)
    try:
        said = columns.covers(cell) if part == COVERS else columns.yes_or_no(cell)
    except ValueError as error:
        raise ChangeRefused(_not_understood(part, str(error))) from None
    rest = {name: value for name, value in (asked or {}).items() if name != part}
    return clean(code, rest | {part: said}) if rest or said is not None else asked


def _not_understood(part: str, word: str) -> str:
    if part != COVERS:
        return _("“%(cell)s” is neither yes nor no.") % {"cell": word[:40]}
    words = _("“%(cell)s” is nothing that an insurer can pay for.") % {"cell": word[:40]}
    near = get_close_matches(word, coverable(), n=1, cutoff=0.5)
    return words + " " + _("Did you mean “%(near)s”?") % {"near": near[0]} if near else words


def _hours(cell: str) -> list[list[Any]] | None:
    try:
        return [list(span) for span in read_hours(cell)] or None
    except ValueError as error:
        raise ChangeRefused(str(error)) from None
