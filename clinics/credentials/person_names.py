"""People's names as we compare them: case, accents, titles and degrees do not count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nameparser.config import CONSTANTS

from clinics.text import words

TITLES = frozenset(CONSTANTS.titles)
SUFFIXES = frozenset({
    *CONSTANTS.suffix_acronyms, *CONSTANTS.suffix_not_acronyms,
    "bc", "bsn", "fnp", "lmft", "mbbs", "msn", "pac", "pmhnp",
})  # fmt: skip
NO_SURNAMES = frozenset({*CONSTANTS.prefixes, "saint"}) | SUFFIXES
"""Words of a surname that are none by themselves: van, de, la; degrees."""
SAINTS = dict.fromkeys(("saint", "sainte", "ste"), "st") | {"santa": "sta"}

_APOSTROPHE = re.compile(r"['’‘`´ʼʻ′]")
_SAINT = re.compile(r"^sainte?(?=[a-z]{3})")
_TWO_LETTERS = re.compile(r"(?<=[aou])e|(?<=a)a")
"""The second letter of ae, oe, ue and aa, which stand for ä, ö, ü and å."""


def bare_words(name: str) -> list[str]:
    """The folded words of a name: without apostrophes, a saint always as "st"."""
    return [SAINTS.get(word, word) for word in words(_APOSTROPHE.sub("", name))]


def runs(parts: Sequence[str]) -> Iterator[str]:
    """Each word, and neighboring words written as one: Mary-Ann is Maryann. See `spelled`."""
    for begin in range(len(parts)):
        for end in range(begin + 1, len(parts) + 1):
            yield spelled("".join(parts[begin:end]))


def spelled(word: str) -> str:
    """A folded word in the one spelling we compare: Müller, Mueller and Muller are the same."""
    return _SAINT.sub("st", _TWO_LETTERS.sub("", word))


def surname(name: str) -> str:
    """A surname in the form we compare: one word, no suffix (Jr)."""
    return surname_spellings(name)[1]


@lru_cache(maxsize=100_000)
def surname_spellings(name: str) -> tuple[str, str]:
    """A surname as one word without suffix, as it is written and as it is compared."""
    parts = bare_words(name)
    end = len(parts)
    while end and parts[end - 1] in SUFFIXES:
        end -= 1
    whole = "".join(parts[:end] or parts)
    return whole, spelled(whole)


@lru_cache(maxsize=100_000)
def surnames(name: str) -> frozenset[str]:
    """The whole surname, and each part of a double one that has three letters or more."""
    parts = {run for run in runs(bare_words(name)) if len(run) > 2 and run not in NO_SURNAMES}
    return frozenset({surname(name), *parts} - {""})


def is_same_surname(one: str, other: str) -> bool:
    """Whether two surnames are equal, apart from hyphens, spaces, spelling and suffixes."""
    return bool(surname(one)) and surname(one) == surname(other)


def shares_surname(one: str, other: str) -> bool:
    """Whether two surnames are equal, one is a part of the other, or only their order differs.

    Smith-Jones and Jones; Garcia Lopez and Lopez-Garcia.
    """
    if surname(one) in surnames(other) or surname(other) in surnames(one):
        return True
    parts = sorted(bare_words(one))
    return len(parts) > 1 and parts == sorted(bare_words(other))


def bears_name(text: str, given: str, family: str) -> bool:
    """Whether a text names a person, as practices do: Ada R. Marsh MD PA; Marsh, Ada.

    The first given name stands at most two words before the surname, or right behind it.
    """
    parts = [spelled(word) for word in bare_words(text)]
    first, wanted = spelled(next(iter(given_words(given)), "")), surname(family)
    if len(first) < 2 or not wanted:
        return False
    return any(
        "".join(parts[begin:end]) == wanted
        and first in (*parts[max(0, begin - 2) : begin], *parts[end : end + 1])
        for begin in range(len(parts))
        for end in range(begin + 1, len(parts) + 1)
    )


@lru_cache(maxsize=100_000)
def given_words(name: str) -> tuple[str, ...]:
    """The words of a given name without titles in front and degrees behind.

    If nothing else is left, they are the name: Dean, Earl.
    """
    parts = bare_words(name)
    begin, end = 0, len(parts)
    while begin < end and parts[begin] in TITLES:
        begin += 1
    while end > begin and parts[end - 1] in SUFFIXES:
        end -= 1
    return tuple(parts[begin:end] or parts)


def is_same_given(one: str, other: str) -> bool:
    """Whether the first given names are equal, or one is the other's initial."""
    firsts = [(given_words(one), given_words(other)), (bare_words(one), bare_words(other))]
    return any(a and b and _is_same_first(a[0], b[0]) for a, b in firsts)


def _is_same_first(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (len(shorter) == 1 and longer.startswith(shorter))
