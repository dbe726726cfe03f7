"""Whether a name on the exclusion list may mean a holder. Pure: no database.

A possible match costs a moderator a minute, and a missed one is a false public statement. So names
are alike that a careful person would look at twice: short forms, swapped names, one wrong letter.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from itertools import groupby, product

from jellyfish import damerau_levenshtein_distance, metaphone
from nicknames import NickNamer

from clinics.credentials.organization_names import (
    LEAST_LETTERS,
    cut_form,
    is_cut,
    kindless_form,
    organization_forms,
    whole_form,
)
from clinics.credentials.person_names import (
    bare_words,
    bears_name,
    given_words,
    is_same_surname,
    runs,
    shares_surname,
    spelled,
    surname,
    surname_spellings,
    surnames,
)


class Likeness(IntEnum):
    """How like two names are.

    LOOSE: only through a middle name, or by one letter of a very short name. ALIKE: the same but
    for a short form, an initial, one letter or a part of the surname. EQUAL: written alike.
    """

    UNLIKE = 0
    LOOSE = 1
    ALIKE = 2
    EQUAL = 3


SHORT_FORMS = {
    "alexr": "alexander", "alf": "alfred", "andw": "andrew", "benj": "benjamin", "chas": "charles",
    "danl": "daniel", "edw": "edward", "eliz": "elizabeth", "fredk": "frederick", "geo": "george",
    "geoff": "geoffrey", "jas": "james", "jno": "john", "jos": "joseph", "ma": "maria",
    "margt": "margaret", "md": "mohammad", "mohd": "mohammad", "nacho": "ignacio",
    "nathl": "nathaniel", "paco": "francisco", "pancho": "francisco", "patk": "patrick",
    "pepe": "jose", "richd": "richard", "robt": "robert", "saml": "samuel", "sasha": "alexander",
    "thos": "thomas", "wm": "william", "xtina": "christina",
}  # fmt: skip
"""Abbreviations, and short forms of other languages, which the library of short forms lacks."""
SPELLINGS = (("ph", "f"), ("geof", "jef"), ("chr", "kr"), ("sean", "shaun"), ("shawn", "shaun"))
"""Ways of writing one sound in given names: Stephen and Steven, Geoffrey and Jeffrey."""
HEARD_LETTERS = 4
"""With fewer consonants and the first letter, names that sound alike are too many: John, Jane."""
SURE_LETTERS = 4
"""A wrong letter in a shorter name makes it another name more often than not."""
LISTED_LETTERS = 20
"""Characters of a surname that the exclusion list has room for."""
LONG_NAME = 8
"""Letters from which on an organization's name may have a wrong one."""
VOWELS = frozenset("aeiouy")

_FULL = NickNamer().canonical_lookup
"""Full names by short form, in lower case."""


def likeness(given: str, family: str, *, last: str, first: str, middle: str) -> Likeness:
    """How like a person's name is to the last, first and middle name of a row."""
    if not first:
        return Likeness.ALIKE if bears_name(last, given, family) else Likeness.UNLIKE
    by_family, by_given = _families(family, last), _givens(given, first, middle)
    if is_same_surname(family, last):
        return by_given
    if by_family == Likeness.EQUAL:
        return min(by_given, Likeness.ALIKE)
    if by_family and by_given == Likeness.EQUAL:
        return by_family
    is_swapped = surname(last) in _all(given) and not surnames(family).isdisjoint(_all(first))
    if is_swapped:
        return Likeness.ALIKE
    # People marry: the name of before stands in the middle, with us or on the list.
    more = " ".join(given_words(given)[1:])
    is_former = surname(last) in _all(more) or surname(family) in _all(middle)
    return Likeness.ALIKE if is_former and by_given == Likeness.EQUAL else Likeness.UNLIKE


def _families(ours: str, theirs: str) -> Likeness:
    if shares_surname(ours, theirs) or _begins(surname(ours), theirs):
        return Likeness.EQUAL
    pairs = product(surname_spellings(ours), surname_spellings(theirs))
    return max(_by_letters(one, other) for one, other in pairs)


def _begins(ours: str, theirs: str) -> bool:
    """Whether the list had no room for the rest of the surname."""
    return len(theirs) >= LISTED_LETTERS - 1 and ours.startswith(surname(theirs))


def _by_letters(one: str, other: str) -> Likeness:
    """How like two words are that differ by one letter: more, less, another, or two swapped."""
    if abs(len(one) - len(other)) > 1 or not (one and other):
        return Likeness.UNLIKE
    if damerau_levenshtein_distance(one, other) > 1:
        return Likeness.UNLIKE
    return Likeness.ALIKE if max(len(one), len(other)) >= SURE_LETTERS else Likeness.LOOSE


@lru_cache(maxsize=100_000)
def _all(name: str) -> frozenset[str]:
    """Every word of a given name, and neighboring words as one; no single letters."""
    return frozenset(run for run in runs(bare_words(name)) if len(run) > 1)


@lru_cache(maxsize=100_000)
def _leading(name: str) -> frozenset[str]:
    """The first word of a given name, and the first words as one."""
    starts = (given_words(name), tuple(bare_words(name)))
    return frozenset(
        run
        for parts in starts
        for end in range(1, len(parts) + 1)
        if len(run := spelled("".join(parts[:end]))) > 1
    )


@lru_cache(maxsize=100_000)
def _givens(ours: str, first: str, middle: str) -> Likeness:
    """How like our given names are to the first and middle name of a row."""
    mine, theirs = given_words(ours), given_words(first)
    whole = f"{first} {middle}"
    if not mine or not theirs:
        return Likeness.UNLIKE
    if not _leading(ours).isdisjoint(_leading(whole)):
        return Likeness.EQUAL
    if _is_short_form(mine[0], theirs[0]):
        return Likeness.ALIKE
    if _are_initials(mine, given_words(whole)) or _are_initials(given_words(whole), mine):
        return Likeness.ALIKE
    pairs = {(mine[0], theirs[0]), ("".join(mine), "".join(theirs))}
    by_letters = max(
        _by_letters(sound(one), sound(other)) for one, other in pairs for sound in (_sound, str)
    )
    if by_letters == Likeness.ALIKE or _sound_alike(mine[0], theirs[0]):
        return Likeness.ALIKE
    if not _all(ours).isdisjoint(_all(whole)):
        return Likeness.LOOSE
    some = any(_is_short_form(one, other) for one, other in product(mine, given_words(whole)))
    return Likeness.LOOSE if some or _has_one_full_name(mine[0], theirs[0]) else by_letters


def _sound(word: str) -> str:
    word = spelled(word)
    for written, heard in SPELLINGS:
        word = word.replace(written, heard)
    return word


def _sound_alike(one: str, other: str) -> bool:
    """Whether two names sound alike, or one as the other's full form: Terry and Terrence."""
    heard = _heard(one), _heard(other)
    full = [frozenset().union(*map(_heard, _FULL.get(word, ()))) for word in (one, other)]
    return not (heard[0].isdisjoint(heard[1] | full[1]) and heard[1].isdisjoint(full[0]))


@lru_cache(maxsize=100_000)
def _heard(word: str) -> frozenset[str]:
    """How a name or what it abbreviates sounds: Mohammad, Mohd. None if it is too short."""
    names = {_sound(name) for name in (word, SHORT_FORMS.get(word, word))}
    # The first letter counts: Metaphone hears Charles as Shirley, and Darrell as Terrell.
    sounds = (name[:1].replace("c", "k") + metaphone(name) for name in names)
    single = ("".join(letter for letter, _same in groupby(sound)) for sound in sounds)
    return frozenset(sound for sound in single if len(sound) >= HEARD_LETTERS)


@lru_cache(maxsize=100_000)
def _is_short_form(one: str, other: str) -> bool:
    """Whether one is a short form of the other: Bob, Robert."""
    one, other = SHORT_FORMS.get(one, one), SHORT_FORMS.get(other, other)
    if min(len(one), len(other)) < 2:
        return False
    return one == other or one in _FULL.get(other, ()) or other in _FULL.get(one, ())


def _has_one_full_name(one: str, other: str) -> bool:
    """Whether both are short forms of one name: Debbie and Debra, of Deborah."""
    return not _FULL.get(one, set()).isdisjoint(_FULL.get(other, set()))


def _are_initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether the first word is the other name's first initial, or its initials: J, JR, AJ.

    Of two initials the first is enough if the other name has only one word.
    """
    letters = short[0]
    is_name = letters in SHORT_FORMS or (letters in _FULL and not VOWELS.isdisjoint(letters))
    if len(letters) > 2 or is_name:
        return False
    return all(word.startswith(letter) for letter, word in zip(letters, long, strict=False))


def organization_likeness(ours: str, theirs: str) -> Likeness:
    """How like two organizations' names are. `theirs` may be cut, as the list's are."""
    forms = organization_forms(ours)
    if not forms.isdisjoint(organization_forms(theirs)):
        return Likeness.EQUAL
    sure = cut_form(theirs) if is_cut(theirs) else ""
    if len(sure) >= LEAST_LETTERS and any(form.startswith(sure) for form in forms):
        return Likeness.ALIKE
    if is_cut(theirs) and whole_form(theirs) in forms:
        return Likeness.ALIKE
    if kindless_form(ours) and kindless_form(ours) == kindless_form(theirs):
        return Likeness.ALIKE
    pairs = product(forms, organization_forms(theirs))
    near = any(
        min(len(one), len(other)) >= LONG_NAME and damerau_levenshtein_distance(one, other) <= 1
        for one, other in pairs
    )
    return Likeness.ALIKE if near else Likeness.UNLIKE
