"""Whether two spellings are the same name. Case, accents and suffixes do not count."""

from __future__ import annotations

import re
from functools import lru_cache

from clinics.text import words

SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "md", "do", "phd", "crna", "np", "rn", "pa"}
LEGAL_FORMS = {"inc", "llc", "pllc", "pc", "pa", "llp", "lp", "corp", "co", "ltd", "the",
               "incorporated", "corporation", "company", "limited"}  # fmt: skip
_APOSTROPHE = re.compile(r"['’`´ʼ]")


def _words(name: str, without: set[str]) -> list[str]:
    """The words of a name except those in `without`; all of them if nothing else is left."""
    whole = words(_APOSTROPHE.sub("", name))
    return [word for word in whole if word not in without] or whole


@lru_cache(maxsize=100_000)
def surname(name: str) -> str:
    """A surname in the form we compare: no spaces, no suffix (Jr)."""
    return "".join(_words(name, SUFFIXES))


def is_same_surname(one: str, other: str) -> bool:
    """Whether two surnames are equal, apart from hyphens, spaces and suffixes."""
    return bool(surname(one)) and surname(one) == surname(other)


@lru_cache(maxsize=100_000)
def surnames(name: str) -> frozenset[str]:
    """The whole surname, and each part of a double one that has three letters or more."""
    whole, parts = surname(name), _words(name, SUFFIXES)
    return frozenset({whole, *(part for part in parts if len(part) > 2)} - {""})


def shares_surname(one: str, other: str) -> bool:
    """Whether two surnames are equal, or one is a part of the other: Smith-Jones and Jones."""
    return surname(one) in surnames(other) or surname(other) in surnames(one)


def is_same_given(one: str, other: str) -> bool:
    """Whether the first given names are equal, or one is the other's initial."""
    first, second = _words(one, set())[:1], _words(other, set())[:1]
    if not first or not second:
        return False
    shorter, longer = sorted((first[0], second[0]), key=len)
    return shorter == longer or (len(shorter) == 1 and longer.startswith(shorter))


def is_same_organization(one: str, other: str) -> bool:
    """Whether two organization names are equal, apart from legal forms and "the"."""
    plain = (name.replace(".", "") for name in (one, other))
    first, second = ("".join(_words(name, LEGAL_FORMS)) for name in plain)
    return bool(first) and first == second
