"""The words people type for what the checklist names, in every language; read once from files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clinics.checklist import CHECKLIST
from directory.places.names import Word, typed

FOLDER = Path(__file__).parent / "vocabulary"

Phrase = tuple[str, ...]
"""Folded words without points."""

CHOICE, ORDER, NO_FILTER, NOTHING = "?", "sort.", "no filter", "nothing"
"""What the meaning of a phrase begins with, unless it is a code of the checklist."""

_PLAIN = (NOTHING, "trade", "no place", "not", "near", "here", "most", "least")


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """What phrases mean, and the words that only join them.

    `meanings`: by phrase a group-qualified code, "? code code" (one of these may be meant),
    "sort.order", "no filter" or, of several words, "nothing". `joining`: the phrases of _PLAIN by
    their name.
    """

    meanings: Mapping[Phrase, str]
    joining: Mapping[str, frozenset[Phrase]]

    def words(self, name: str) -> frozenset[str]:
        """The joining words of one kind that are single words."""
        return frozenset(phrase[0] for phrase in self.joining[name] if len(phrase) == 1)

    def spelled(self, name: str) -> list[str]:
        """The joining phrases of one kind as they are written, the longest first."""
        return sorted((" ".join(phrase) for phrase in self.joining[name]), key=len, reverse=True)


def plain(said: Iterable[Word]) -> Phrase:
    """Words as phrases are compared: "P.T.S.D." is PTSD."""
    return tuple(word.folded.replace(".", "") for word in said)


@cache
def vocabulary(language: str = "*") -> Vocabulary:
    """What the file of a language says, or all of them. Raises ValueError for a senseless line."""
    meanings: dict[Phrase, str] = {}
    joining: defaultdict[str, set[Phrase]] = defaultdict(set)
    for path in sorted(FOLDER.glob(f"{language}.txt")):
        for line in filter(None, map(str.strip, path.read_text().splitlines())):
            meaning, colon, said = line.partition(":")
            if not colon or not _is_known(meaning):
                raise ValueError(f"{path.name}: {line}")
            for text in said.split(";"):
                phrase = plain(typed(text))
                if meaning in _PLAIN:
                    joining[meaning].add(phrase)
                if meaning not in _PLAIN or (meaning == NOTHING and len(phrase) > 1):
                    meanings.setdefault(phrase, _in_full(meaning))
    return Vocabulary(
        meanings=meanings, joining={name: frozenset(joining[name]) for name in _PLAIN}
    )


def _is_known(meaning: str) -> bool:
    if meaning.startswith(CHOICE):
        return bool(_in_full(meaning).removeprefix(CHOICE).split())
    return meaning in (*_PLAIN, NO_FILTER) or meaning.startswith(ORDER) or meaning in _codes()


def _codes() -> set[str]:
    return {item.qualified for item in CHECKLIST.items}


def _in_full(meaning: str) -> str:
    """A choice with the codes of the groups that it names."""
    if not meaning.startswith(CHOICE):
        return meaning
    codes: list[str] = []
    for named in meaning.removeprefix(CHOICE).split():
        items = [] if "." in named else CHECKLIST.group(named).items
        codes += [item.qualified for item in items] or [CHECKLIST.item(named).qualified]
    return f"{CHOICE} {' '.join(codes)}"
