"""The words people type: how they are told apart, and which phrases name a checklist item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from clinics.checklist import CHECKLIST
from clinics.text import words
from clinics.vocabulary import Item

NEAR = {("near",), ("near", "to"), ("around",), ("close", "to"), ("in",), ("at",)}
"""What a place is said after."""

LOOSE = {("in",), ("at",)}
"""Of these, what is as often followed by something else ("in Spanish", "at home")."""

HERE = {"me", "here", "us", "my"}
"""What names no place although it stands where one would."""

BEFORE_A_PLACE = {"the", "greater", "downtown"}
AFTER_A_PLACE = {"city", "county", "co", "parish", "state"}

_SAYING_NOTHING = """
a an the this that these there it its i im ive id we me my our us you your who whose which any
all some and or of to for from on by with via through in at near nearby around close here is are
be do does can could would please help need needs want wants like looking look find finding
search searching show get getting have has having give gives giving given offer offers offering
provide provides providing take takes taking accept accepts accepting accepted cover covers
covered covering use uses using pay paying speak speaks speaking treat treats treating treated
best open area also plus ketamine treatment treatments therapy therapies clinic clinics center
centers centre centres provider providers doctor doctors specialist specialists specializing
"""
FILLERS = frozenset(_SAYING_NOTHING.split())
"""Words that say nothing a clinic could be found by."""

AFTER_A_FILTER = {
    "coverage",
    "disorder",
    "disorders",
    "insurance",
    "language",
    "pain",
    "patients",
    "plan",
    "plans",
    "spray",
    "staff",
}
"""Words that only repeat what the filter before them says."""

NO_PLACES = FILLERS | {"home", "hospital", "network", "night", "office", "pain", "person"}
"""Words that are names of towns too, but are meant so only with their state beside them."""

NEGATIONS = {"no", "not", "without", "non", "never", "except", "avoid", "dont", "doesnt"}

IN_CAPITALS = {"im", "va", "rn"}
"""Abbreviations that are other words in small letters."""

FALSE_FRIENDS = {"trauma", "cancer", "integration", "maintenance", "veteran", "veterans", "escort"}
"""Words that, beside a name, are part of it; so are languages ("French Quarter Wellness")."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PARENTHESIS = re.compile(r"\([^)]*\)")
_BREAK = re.compile(r"[,;:/()|]")


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word as typed and as it is compared; `breaks`: a comma or the like stands before it."""

    raw: str
    folded: str
    start: int
    end: int
    breaks: bool


def typed(text: str) -> list[Word]:
    """The words of a text, in order."""
    found, before = [], 0
    for match in _WORD.finditer(text):
        found.append(
            Word(
                raw=match[0],
                folded=" ".join(words(match[0])),
                start=match.start(),
                end=match.end(),
                breaks=bool(_BREAK.search(text, before, match.start())),
            )
        )
        before = match.end()
    return found


def phrases() -> dict[tuple[str, ...], str]:
    """Phrases of the reader's language, as folded words, with the qualified code each names."""
    return _phrases(CHECKLIST.version, get_language() or "")


@lru_cache(maxsize=8)
def _phrases(version: int, language: str) -> dict[tuple[str, ...], str]:
    """The phrases of one version of the checklist in one language."""
    said: dict[tuple[str, ...], str] = {}
    for item in CHECKLIST.items:
        for phrase in _names(item):
            if spelled := tuple(words(phrase)):
                said.setdefault(spelled, item.qualified)
    for spelled, code in list(said.items()):
        if len(spelled[-1]) > 3 and not spelled[-1].endswith("s"):
            said.setdefault((*spelled[:-1], f"{spelled[-1]}s"), code)
    return said


def _names(item: Item) -> list[str]:
    """Everything an item is called: synonyms, label with and without its remark, and its code."""
    label = str(item.label)
    names = [*item.synonyms, label, _PARENTHESIS.sub(" ", label)]
    # Short codes are those of languages, and words of their own: "it", "he", "am".
    return [*names, item.code] if len(item.code) > 3 else names


def is_false_friend(spelled: tuple[str, ...], code: str) -> bool:
    """Whether a phrase found beside a name belongs to the name."""
    return len(spelled) == 1 and (spelled[0] in FALSE_FRIENDS or code.startswith("language."))
