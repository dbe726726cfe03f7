"""The CSV columns that the checklist adds to a listing, and how their cells are read."""

from __future__ import annotations

from clinics.checklist import CHECKLIST
from clinics.listing.draft import DERIVED

YES = {"yes", "true", "1", "y"}
NO = {"no", "false", "0", "n"}
BLANK = {"na", "n/a", "-", "–", "—"}
"""Cells that say that there is nothing to say."""


def filled(cell: str) -> str:
    """The cell; '' for one that says that there is nothing to say, such as `N/A`."""
    return "" if cell.strip().casefold() in BLANK else cell


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
