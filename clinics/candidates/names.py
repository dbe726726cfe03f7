"""Whether a name speaks of ketamine. No queries."""

from __future__ import annotations

import re

from clinics.text import words

WITHIN = ("ketamin", "spravato")
"""No other word has these letters in it; esketamine has the first."""

COMPOUND = re.compile(
    r"keta(?:care|clinic\w*|fusion\w*|heal\w*|hope|iv|life|link|med|meds|medic\w*|md|mind\w*|relief"
    r"|spa|therap\w*|vive|well|wellness)?"
)
"""`Keta` alone or before such a word: KetaWell. Not every word: Ketan and Ketaki are names."""

BEGINNINGS = ("keta", "spravato")
"""A name that speaks of ketamine has one of these in it: the database looks for them first."""


def speaks_of_ketamine(name: str) -> bool:
    """Whether a word of the name is, or is made of, ketamine, esketamine or Spravato."""
    return any(
        any(part in word for part in WITHIN) or COMPOUND.fullmatch(word) for word in words(name)
    )
