"""The fields of the edit form: from a value to what is typed, and back.

A field is named after its code: `condition.crps` and `condition.crps:detail`,
`insurance.medicare:covers-visits`, `price.session:amount`, `address:city`, `hours:0:1:opens`, or
just `phone`.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from clinics.changes.clean import MOST_SPANS
from clinics.changes.values import ChangeRefused
from clinics.checklist import CHECKLIST
from clinics.listing.coverage import COVERS, PRIOR_AUTHORIZATION, coverable, is_insurer
from clinics.listing.draft import DERIVED
from clinics.listing.fields import ADDRESS_FIELDS, TEXT_FIELDS
from clinics.listing.hours import MIDNIGHT

PRICE_PARTS = ("amount", "currency", "valid_from", "includes", "required_for_course")
SPANS = [(day, span) for day in range(7) for span in range(MOST_SPANS)]
YES, NO = "yes", "no"
TYPED = {True: YES, False: NO, None: ""}
"""What stands in the fields of a yes/no question."""


def codes() -> list[str]:
    """The codes that the form asks for, in the order of the checklist; not the derived ones."""
    items = [item.qualified for item in CHECKLIST.items if item.qualified not in DERIVED]
    numbers = [number.qualified for number in CHECKLIST.numbers]
    return [*TEXT_FIELDS, "address", "hours", *items, *numbers, *CHECKLIST.price_columns()]


def boxes(code: str) -> dict[str, str]:
    """The boxes of an insurer: what it can pay for, by the name of the field."""
    return {f"{code}:{COVERS}-{paid}": paid for paid in coverable()} if is_insurer(code) else {}


def beside(name: str) -> str:
    """A field that is posted whenever the form shows a box; '' if the name is not that of a box.

    Browsers do not post a box that is not ticked.
    """
    code, _colon, part = name.rpartition(":")
    if part == "required_for_course":
        return f"{code}:amount"
    return f"{code}:detail" if part.startswith(f"{COVERS}-") else ""


def typed(code: str, value: Any) -> dict[str, str]:
    """The fields of a code, filled in for a value; blank for None."""
    if code in TEXT_FIELDS:
        return {code: value or ""}
    if code == "hours":
        return _typed_hours(value or [])
    value = value or {}
    if code == "address":
        return {f"address:{part}": str(value.get(part, "")) for part in ADDRESS_FIELDS}
    if code in CHECKLIST.price_columns():
        parts = {f"{code}:{part}": str(value.get(part, "")) for part in PRICE_PARTS[:-1]}
        return parts | {f"{code}:required_for_course": "1" * bool(value.get("required_for_course"))}
    answer = TYPED[value.get("value")]
    if CHECKLIST.number(code):
        answer = str(value.get("number", ""))
    return {code: answer, f"{code}:detail": value.get("detail", ""), **_typed_coverage(code, value)}


def _typed_coverage(code: str, value: dict[str, Any]) -> dict[str, str]:
    if not is_insurer(code):
        return {}
    paid = value.get(COVERS) or ()
    ticked = {name: "1" * (covered in paid) for name, covered in boxes(code).items()}
    return ticked | {f"{code}:{PRIOR_AUTHORIZATION}": TYPED[value.get(PRIOR_AUTHORIZATION)]}


def _typed_hours(rows: list[list[Any]]) -> dict[str, str]:
    # The browser's field for a time knows no 24:00: midnight is typed and shown as 00:00.
    rows = [[day, a, "00:00" if b == MIDNIGHT else b] for day, a, b in rows]
    spans: dict[tuple[int, int], list[str]] = {}
    for day in range(7):
        today = [row for row in rows if row[0] == day]
        spans |= {(day, n): row[1:] for n, row in enumerate(today[:MOST_SPANS])}
    return {
        f"hours:{day}:{n}:{end}": spans.get((day, n), ["", ""])[which]
        for day, n in SPANS
        for which, end in enumerate(("opens", "closes"))
    }


def read(code: str, given: dict[str, str]) -> Any:
    """The value in the fields of a code; None: not stated. Raises ChangeRefused."""
    if code in TEXT_FIELDS:
        return given[code] or None
    if code == "hours":
        return _read_hours(given)
    if code == "address":
        return {part: given[f"address:{part}"] for part in ADDRESS_FIELDS}
    if code in CHECKLIST.price_columns():
        return _read_price({part: given[f"{code}:{part}"] for part in PRICE_PARTS})
    answer, detail = given[code].strip(), given[f"{code}:detail"].strip()
    coverage = _read_coverage(code, given)
    if not answer:
        if detail:
            raise ChangeRefused(_("You added a note but did not choose an answer."))
        return coverage or None
    if CHECKLIST.number(code):
        if not (answer.isascii() and answer.isdecimal() and len(answer) < 9):
            raise ChangeRefused(_("Give a whole number in digits, such as 12."))
        return {"number": int(answer), "detail": detail}
    if answer not in (YES, NO):
        raise ChangeRefused(_("Choose yes or no, or leave it not stated."))
    return {"value": answer == YES, "detail": detail, **coverage}


def _read_coverage(code: str, given: dict[str, str]) -> dict[str, Any]:
    """What an insurer pays for, as far as it is stated."""
    if not is_insurer(code):
        return {}
    authorization = given[f"{code}:{PRIOR_AUTHORIZATION}"].strip()
    if authorization not in TYPED.values():
        raise ChangeRefused(_("Choose yes or no, or leave it not stated."))
    said: dict[str, Any] = {COVERS: [p for name, p in boxes(code).items() if given[name]]}
    if authorization:
        said[PRIOR_AUTHORIZATION] = authorization == YES
    return {part: value for part, value in said.items() if value != []}


def _read_price(parts: dict[str, str]) -> dict[str, Any] | None:
    if not parts["amount"].strip():
        if parts["includes"].strip() or parts["required_for_course"]:
            raise ChangeRefused(_("You filled in other fields but did not give an amount."))
        return None
    return parts | {"required_for_course": bool(parts["required_for_course"])}


def _read_hours(given: dict[str, str]) -> list[list[Any]] | None:
    rows: list[list[Any]] = []
    for day, span in SPANS:
        opens, closes = (given[f"hours:{day}:{span}:{end}"][:5] for end in ("opens", "closes"))
        if opens or closes:
            rows.append([day, opens, closes])
    return rows or None
