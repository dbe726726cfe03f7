"""The CSV columns that the checklist adds to a listing, and how their cells are read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from clinics.checklist import CHECKLIST
from clinics.listing.coverage import COVERAGE_PARTS, coverable, in_order, is_insurer
from clinics.listing.draft import DERIVED
from clinics.vocabulary import Checklist

YES = {"yes", "true", "1", "y"}
NO = {"no", "false", "0", "n"}
BLANK = {"na", "n/a", "-", "–", "—"}
"""Cells that say that there is nothing to say."""


def filled(cell: str) -> str:
    """The cell; '' for one that says that there is nothing to say, such as `N/A`."""
    return "" if cell.strip().casefold() in BLANK else cell


def items() -> list[str]:
    """The yes/no columns: the checklist's group-qualified codes."""
    return list(_items(CHECKLIST))


def numbers() -> dict[str, int]:
    """The number columns, each with its highest number."""
    return {number.qualified: number.highest for number in CHECKLIST.numbers}


def prices() -> list[str]:
    """The price columns: `price.session`, `price.session.iv-infusion` …"""
    return list(CHECKLIST.price_columns())


def stated_codes() -> list[str]:
    """The codes of facts that can be stated: items and numbers, without the derived ones."""
    return [code for code in (*items(), *numbers()) if code not in DERIVED]


def coverage() -> dict[str, tuple[str, str]]:
    """The columns `insurance.medicare.covers` …: the insurer's code, and the part of its *yes*."""
    return dict(_coverage(CHECKLIST))


# Each row of a file asks for these, and an import reads a million.
@cache
def _items(checklist: Checklist) -> tuple[str, ...]:
    return tuple(item.qualified for item in checklist.items)


@cache
def _coverage(checklist: Checklist) -> dict[str, tuple[str, str]]:
    insurers = [code for code in _items(checklist) if is_insurer(code)]
    return {f"{code}.{part}": (code, part) for code in insurers for part in COVERAGE_PARTS}


def with_coverage(codes: Iterable[str]) -> list[str]:
    """Columns, each insurer followed by those of what it pays for."""
    return [
        name
        for code in codes
        for name in (code, *(f"{code}.{part}" for part in COVERAGE_PARTS if is_insurer(code)))
    ]


def covers(cell: str) -> list[str] | None:
    """`IV-infusion; visits` as codes of what is paid for, in order. None: not stated.

    Raises ValueError with the first word that is no such code.
    """
    words = {word for part in cell.split(";") if (word := part.strip().casefold())}
    if unknown := sorted(words - set(coverable())):
        raise ValueError(unknown[0])
    return in_order(words) or None


def written_coverage(said: list[str] | bool | None) -> str:
    """The cell of what an insurer's yes pays for, or of whether it needs prior authorization."""
    if isinstance(said, list):
        return "; ".join(in_order(said))
    return {True: "yes", False: "no", None: ""}[said]


def yes_or_no(cell: str) -> bool | None:
    """True, False, or None: not stated. Raises ValueError for other words: “unknown” is not no."""
    word = cell.strip().casefold()
    if word and word not in YES | NO:
        raise ValueError(word)
    return word in YES if word else None
