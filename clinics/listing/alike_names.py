"""Whether two names may mean one clinic."""

from __future__ import annotations

from difflib import SequenceMatcher

from clinics.text import words

ALIKE = 0.6
"""Two names are alike when they share at least this part of their letters."""

COMMON_WORDS = {
    "the",
    "inc",
    "llc",
    "pllc",
    "pc",
    "clinic",
    "clinics",
    "center",
    "centre",
    "of",
    "and",
}
"""Words that many names have: they are left out of the comparison."""


GENERIC = COMMON_WORDS | {"at", "in", "office", "offices", "program", "programs", "service",
                          "services", "site"}  # fmt: skip
"""Words in which two names of one clinic may differ."""


def has_one_name(one: str, other: str) -> bool:
    """Whether two names are the same words, but for GENERIC ones."""
    a, b = set(words(one)), set(words(other))
    return a ^ b <= GENERIC and not a & b <= GENERIC


def are_alike(one: str, other: str) -> bool:
    """Whether two names may mean one clinic: mostly the same letters, or one within the other."""
    a, b = (
        [w for w in words(name) if w not in COMMON_WORDS] or words(name) for name in (one, other)
    )
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    return SequenceMatcher(None, " ".join(a), " ".join(b)).ratio() >= ALIKE
