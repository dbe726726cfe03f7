"""How common a name is in the United States, by the census. Pure: no database."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from django.conf import settings

from clinics.credentials.person_names import given_words, spelled, surname

COMMON = 0.005
COMMON_NEARBY = 0.05
"""A name is common from so many rows on that bear it by accident, on the whole list.

The second is for rows in the holder's own state, where an accident is fifty times rarer.
tests/clinics/credentials/test_planted.py measures what the two make of strangers.
"""
FOLDER = Path(settings.BASE_DIR) / "fixtures" / "names"
"""The census's names. Rarer ones are not in it: none of them is common."""


def expected(given: str, family: str, *, listed: int) -> float:
    """How many of `listed` people bear a name by accident; 0 for a name that is rare by itself."""
    first = next(iter(given_words(given)), "")
    return listed * _surnames().get(surname(family), 0) * _givens().get(first, 0)


@cache
def _surnames() -> dict[str, float]:
    return {spelled(name): share for name, share in shares("surnames")}


@cache
def _givens() -> dict[str, float]:
    return dict(shares("given_names"))


def shares(which: str) -> list[tuple[str, float]]:
    """Names in lower case, and what share of people bears each: `surnames`, or `given_names`."""
    with (FOLDER / f"{which}.csv").open(encoding="ascii", newline="") as file:
        return [(row["name"], float(row["percent"]) / 100) for row in csv.DictReader(file)]
