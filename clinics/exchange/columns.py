"""The columns of `--format csv`, and suggestions for misspelled ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from clinics.files.refusals import FileRefused
from clinics.listing.columns import (
    coverage,
    items,
    numbers,
    prices,
    stated_codes,
    with_coverage,
    written_coverage,
)

__all__ = [
    "CONTRACT", "EXTRA", "REQUIRED", "all_columns", "check_columns", "coverage", "folded_columns",
    "items", "nearest", "numbers", "prices", "stated_codes", "written_coverage",
]  # fmt: skip

REQUIRED = ("external_id", "name")
CONTRACT = (
    "external_id", "name", "organization", "street", "street2", "city", "state", "postal_code",
    "country", "latitude", "longitude", "phone", "website", "email", "description",
)  # fmt: skip
EXTRA = (
    "listed_by", "slug", "how_to_find", "county", "county_fips", "approximate", "hours",
    "status", "status_since", "paused_until", "also_listed_by", "provenance",
)  # fmt: skip
"""Columns that an import does not need, but an export does, so that nothing is lost."""


def all_columns() -> list[str]:
    """Every column, in the order of an export. `provenance` is the longest, so it comes last."""
    *extra, provenance = EXTRA
    return [*CONTRACT, *extra, *with_coverage(items()), *numbers(), *prices(), provenance]


def folded_columns(columns: Iterable[str]) -> list[str]:
    """Column names for comparing: trimmed, in lower case."""
    return [column.strip().casefold() for column in columns]


def nearest(column: str, known: Iterable[str]) -> str:
    """`; did you mean “insurance.medicare”?`, or `.` when no column is similar."""
    similar = difflib.get_close_matches(column, list(known), n=1, cutoff=0.5)
    return f"; did you mean “{similar[0]}”?" if similar else "."


def check_columns(columns: list[str], known: Iterable[str], required: Iterable[str]) -> None:
    """Raise FileRefused for an unknown, nameless or repeated column, or a missing required one.

    A nameless column that holds nothing does not come here: `Table` leaves it out.
    """
    known = list(known)
    for position, column in enumerate(columns, 1):
        if not column:
            raise FileRefused(f"Column {position} has no name.")
        if column not in known:
            raise FileRefused(f"Unknown column “{column[:80]}”{nearest(column, known)}")
        if column in columns[: position - 1]:
            raise FileRefused(f"The column “{column}” is there twice.")
    if missing := [column for column in required if column not in columns]:
        raise FileRefused(f"The column “{missing[0]}” is missing.")
