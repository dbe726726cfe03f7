"""How common a name is in the United States, by the census. Pure: no database."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import names

from clinics.credentials.person_names import given_words, spelled, surname

COMMON = 0.005
COMMON_NEARBY = 0.05
"""A name is common from so many rows on that bear it by accident, on the whole list.

The second is for rows in the holder's own state, where an accident is fifty times rarer.
tests/clinics/credentials/test_planted.py measures what the two make of strangers.
"""
RAREST = 0.00001
"""The share of people that a surname must have to be counted: with fewer, no name is common."""


def expected(given: str, family: str, *, listed: int) -> float:
    """How many of `listed` people bear a name by accident; 0 for a name that is rare by itself."""
    first = next(iter(given_words(given)), "")
    return listed * _surnames().get(surname(family), 0) * _givens().get(first, 0)


@cache
def _surnames() -> dict[str, float]:
    return {spelled(name): share for name, share in _shares("last") if share >= RAREST}


@cache
def _givens() -> dict[str, float]:
    """The shares of given names among all people, half of whom are women."""
    shares: dict[str, float] = {}
    for sex in ("male", "female"):
        for name, share in _shares(f"first:{sex}"):
            shares[name] = shares.get(name, 0) + share / 2
    return shares


def _shares(which: str) -> list[tuple[str, float]]:
    """Names in lower case, and what share of people bears each."""
    lines = Path(names.FILES[which]).read_text(encoding="ascii").splitlines()
    rows = (line.split() for line in lines)
    return [(name.lower(), float(percent) / 100) for name, percent, *_sums in rows]
