"""The CSV columns that the checklist adds to a listing, and how their cells are read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clinics.checklist import CHECKLIST
from clinics.listing.draft import DERIVED

YES = {"yes", "true", "1", "y"}
NO = {"no", "false", "0", "n"}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SPAN = re.compile(r"(\w{3})\w* (\d{1,2}:\d\d) ?[-–] ?(\d{1,2}:\d\d)")


def items() -> list[str]:
    """The yes/no columns: the checklist's group-qualified codes."""
    return [item.qualified for item in CHECKLIST.items]


def numbers() -> dict[str, int]:
    """The number columns, each with its highest number."""
    return {number.qualified: number.highest for number in CHECKLIST.numbers}


def prices() -> list[str]:
    """The price columns: `price.session`, `price.session.iv-infusion` …"""
    return list(CHECKLIST.price_columns())


def stated_codes() -> list[str]:
    """The codes of facts that can be stated: items and numbers, without the derived ones."""
    return [code for code in (*items(), *numbers()) if code not in DERIVED]


def yes_or_no(cell: str) -> bool | None:
    """True, False, or None: not stated. Raises ValueError for other words: “unknown” is not no."""
    word = cell.strip().casefold()
    if word and word not in YES | NO:
        raise ValueError(word)
    return word in YES if word else None


def spans(cell: str) -> list[tuple[int, str, str]]:
    """`Mon 09:00-17:00; Sat 9:00-12:00` as weekday (Monday is 0), opening and closing time.

    Raises ValueError with the part that has another form. Does not check that the times exist.
    """
    rows = []
    for part in filter(None, map(str.strip, cell.split(";"))):
        match = _SPAN.fullmatch(part)
        if match is None or match[1].capitalize() not in DAYS:
            raise ValueError(part)
        rows.append((DAYS.index(match[1].capitalize()), match[2].zfill(5), match[3].zfill(5)))
    return rows


def written_spans(rows: Iterable[tuple[int, str, str]]) -> str:
    """Opening hours in the form that `spans` reads."""
    return "; ".join(f"{DAYS[day]} {opens}-{closes}" for day, opens, closes in rows)
