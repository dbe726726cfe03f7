"""One answer as one cell of text, as the columns of `import_clinics --format csv` have it."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from clinics.changes.clean import clean
from clinics.changes.values import ADDRESS, PLAIN, ChangeRefused, content
from clinics.checklist import CHECKLIST
from clinics.listing import columns


def answer_codes() -> list[str]:
    """The checklist's codes that a cell can answer: items, numbers and prices."""
    return [*columns.stated_codes(), *columns.prices()]


def all_columns() -> list[str]:
    """The columns that say something of a clinic, in the order of the file."""
    fields = ["name", *ADDRESS, "phone", "website", "email", "description", "how_to_find", "hours"]
    return [*fields, *answer_codes()]


def write(column: str, public: dict[str, Any]) -> str:
    """The cell of a column for what a clinic says; blank: not stated."""
    if column in PLAIN:
        return public.get(column) or ""
    if column in ADDRESS:
        return public.get("address", {}).get(column, "")
    if column == "hours":
        return columns.written_spans(public.get("hours") or [])
    said = public.get(column) or {}
    if "value" in said:
        return "yes" if said["value"] else "no"
    return str(said.get("number", said.get("amount", "")))


def read(code: str, cell: str, said: Any) -> Any:
    """The value that a cell asks for beside what is said now: words beside it stay as they are.

    Raises ChangeRefused in words.
    """
    cell, now = cell.strip(), content(code, said) or {}
    if code in PLAIN:
        return said if cell == (said or "").strip() else clean(code, cell or None)
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
            raise ChangeRefused(_("Give a whole number, in figures."))
        return clean(code, now | {"number": int(cell)})
    try:
        value = columns.yes_or_no(cell)
    except ValueError:
        words = {"cell": cell[:40]}
        raise ChangeRefused(_("“%(cell)s” is neither yes nor no.") % words) from None
    return now if now.get("value") is value else clean(code, {"value": value})


def _hours(cell: str) -> list[list[Any]] | None:
    try:
        return [list(span) for span in columns.spans(cell)] or None
    except ValueError as error:
        words = {"part": str(error)[:40]}
        raise ChangeRefused(_("“%(part)s” is not like “Mon 09:00-17:00”.") % words) from None
