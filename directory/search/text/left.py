"""Words that mean nothing by themselves: the name of a clinic, an error of typing, or unknown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from directory.places.names import Word
from directory.search.text.clinic_names import clinics_named, is_a_name
from directory.search.text.phrases import AFTER_A_FILTER, SAYING_NOTHING, TRADE, phrases
from directory.search.text.spelling import meant, words_of_phrases


@dataclass(frozen=True, kw_only=True)
class Left:
    """What words are: the `name` of a clinic ('' for none), the `unknown` ones, those of `trade`.

    The last are words of many names, of which none is meant.
    """

    name: str = ""
    unknown: tuple[Word, ...] = ()
    trade: tuple[Word, ...] = ()


def telling(left: Sequence[Word]) -> list[Word]:
    """Those of the words that say something."""
    return [word for word in left if word.folded not in SAYING_NOTHING]


def may_name(left: Sequence[Word]) -> bool:
    """Whether some of the words can be a part of one name, and are not those of many."""
    said = telling(left)
    return bool(said or len(left) > 1) and not (said and all(map(_is_of_the_trade, said)))


def _is_of_the_trade(word: Word) -> bool:
    return word.folded in TRADE or bool(meant(word.folded, TRADE))


def is_named(left: Sequence[Word]) -> bool:
    """Whether some clinic has all these words in its names, spelled so. At most one query.

    Of words that many names have, whether one is called so and no more.
    """
    in_part = may_name(left)
    return bool(in_part or telling(left)) and is_a_name(one_after_another(left), in_part=in_part)


def one_after_another(words: Sequence[Word]) -> str:
    """The words with one blank between them; "" without any."""
    return " ".join(word.raw for word in words)


def named_by(left: Sequence[Word]) -> Left:
    """Which of the words name clinics, organizations or clinicians, typing errors forgiven.

    All that say something, or those known as words of names when they all name one clinic. At most
    six queries.
    """
    words = telling(left)
    if not words or not may_name(left):
        return Left(trade=tuple(words))
    # Some names are typed with a blank too many: "Lantern Way".
    whole = ["".join(word.raw for word in words)] * (len(words) == 2)
    for name in (one_after_another(words), *whole):
        if clinics_named(name):
            return Left(name=name)
    known = _known(words)
    named = [word for word in words if word.folded in known]
    # One word of a name among as many others names nobody: "Dr. Wren Field".
    if 2 * len(named) <= len(words) or not is_a_name(one_after_another(named), in_part=True):
        return Left(unknown=tuple(words))
    unknown = tuple(word for word in words if word not in named)
    return Left(name=one_after_another(named), unknown=unknown)


def _known(words: Sequence[Word]) -> set[str]:
    """Which of the words, of four letters and more, are words of some clinic's name. One query."""
    asked = [word.folded for word in words if len(word.folded) > 3]
    with connection.cursor() as cursor:
        cursor.execute("select word from clinics_searchword where word = any(%s)", [asked])
        return {word for (word,) in cursor.fetchall()}


def spelled_right(text: str, unknown: Sequence[Word]) -> str:
    """The text with typing errors in these words mended; '' when none is one."""
    vocabulary, mended = _words_of_phrases(len(phrases()[0])), text
    for word in unknown:
        if right := meant(word.folded, vocabulary):
            mended = re.sub(rf"(?<!\w){re.escape(word.raw)}(?!\w)", right, mended)
    return mended if mended != text else ""


@lru_cache(maxsize=4)
def _words_of_phrases(_how_many: int) -> frozenset[str]:
    """Every word of a phrase, and the joining words."""
    return words_of_phrases(len(phrases()[0])) | SAYING_NOTHING | AFTER_A_FILTER
