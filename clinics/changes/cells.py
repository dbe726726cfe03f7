"""One answer as one cell of text, as the columns of `import_clinics --format csv` have it."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from clinics.changes.clean import clean
from clinics.changes.values import ADDRESS, PLAIN, ChangeRefused, content
from clinics.checklist import CHECKLIST
from clinics.listing.draft import DERIVED

YES = {"yes", "true", "1", "y"}
NO = {"no", "false", "0", "n"}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SPAN = re.compile(r"(\w{3})\w* (\d{1,2}:\d\d) ?[-–] ?(\d{1,2}:\d\d)")


def answer_codes() -> list[str]:
    """The checklist's codes that a cell can answer: items, numbers and prices."""
    items = [item.qualified for item in CHECKLIST.items if item.qualified not in DERIVED]
    return [*items, *(n.qualified for n in CHECKLIST.numbers), *CHECKLIST.price_columns()]


def columns() -> list[str]:
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
        return "; ".join(f"{DAYS[d]} {a}-{b}" for d, a, b in public.get("hours") or [])
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
    if cell.casefold() not in YES | NO:
        raise ChangeRefused(_("“%(cell)s” is neither yes nor no.") % {"cell": cell[:40]})
    value = cell.casefold() in YES
    return now if now.get("value") is value else clean(code, {"value": value})


def _hours(cell: str) -> list[list[Any]] | None:
    rows: list[list[Any]] = []
    for part in filter(None, map(str.strip, cell.split(";"))):
        match = _SPAN.fullmatch(part)
        if match is None or match[1].capitalize() not in DAYS:
            raise ChangeRefused(
                _("“%(part)s” is not like “Mon 09:00-17:00”.") % {"part": part[:40]}
            )
        opens, closes = match[2].zfill(5), match[3].zfill(5)
        rows.append([DAYS.index(match[1].capitalize()), opens, closes])
    return rows or None
