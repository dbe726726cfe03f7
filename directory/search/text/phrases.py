"""The words people type: what they do in a sentence, and which phrases name a checklist item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import get_language

from clinics.checklist import CHECKLIST
from clinics.distress import speaks_of_suicide
from clinics.vocabulary import Checklist, Item
from directory.places.names import typed
from directory.search.text.vocabulary import NOTHING, Phrase, plain, vocabulary

NEAR = vocabulary().joining["near"]
"""What a place is said after."""

LOOSE = {("in",), ("at",), ("by",), ("en",)}
"""Of these, what is as often followed by something else ("in Spanish", "at home")."""

HERE = vocabulary().joining["here"]
"""What names no place although it stands where one would."""

OWN = {"my", "mi"}
"""Of these, what is the person's own only at the end: "near my", but "in my foot"."""

BEFORE_A_PLACE = {"the", "greater", "downtown"}
AFTER_A_PLACE = {"city", "county", "co", "parish", "state"}

_FILLERS = """
a an the this that these there it its i im ive id we me my our us you your who whose which any
all some and or of to for from on by with via through in at near nearby around close here is are
be do does can could would please help need needs want wants like looking look find finding
search searching show get getting have has having give gives giving given offer offers offering
provide provides providing take takes taking accept accepts accepting accepted cover covers
covered covering use uses using pay paying speak speaks speaking treat treats treating treated
best open area also plus ketamine treatment treatments therapy therapies clinic clinics center
centers centre centres provider providers doctor doctors specialist specialists specializing
"""
FILLERS = frozenset(_FILLERS.split())
"""Words that say nothing a clinic could be found by."""

_ARTICLES = {"a", "de", "del", "e", "el", "en", "la", "las", "lo", "los", "o", "u", "y"}

ENDS_A_NAME = FILLERS | (vocabulary("es").words("nothing") - _ARTICLES)
"""Words that end the name of a place, whatever it is."""

BEHIND_A_NO = ENDS_A_NAME | _ARTICLES
"""Words that may stand between a "no" and what is not wanted: "no quiero inyecciones"."""

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

TRADE = vocabulary().words("trade")
"""Words of many clinics' names that alone name nobody."""

NO_PLACES = FILLERS | TRADE | vocabulary().words("no place")
"""Words that are names of towns too, but are meant so only with their state beside them."""

NEGATIONS = vocabulary().joining["not"]
"""What says that the words behind it are not wanted."""

SAYING_NOTHING = FILLERS | vocabulary().words("nothing") | vocabulary().words("near")
"""All of them. Names of places and clinics have many, so that they are dropped at the end only."""

IN_CAPITALS = {"im", "va", "rn"}
"""Abbreviations that are other words in small letters."""

SHORTEST_JOINED = 5
"""Letters of the shortest phrase that may be typed without its blanks, or with one too many."""

FALSE_FRIENDS = {"trauma", "cancer", "integration", "maintenance", "veteran", "veterans", "escort"}
"""Words that, beside a name, are part of it; so are languages ("French Quarter Wellness")."""

_PARENTHESIS = re.compile(r"\([^)]*\)")

Phrases = Mapping[Phrase, str]


def phrases() -> tuple[Phrases, int]:
    """What each phrase means, as in `Vocabulary.meanings`; the number of words of the longest.

    The checklist's own names in the reader's language, and the vocabulary of every language.
    """
    return _phrases(CHECKLIST, get_language() or "")


@lru_cache(maxsize=8)
def _phrases(checklist: Checklist, language: str) -> tuple[Phrases, int]:
    said: dict[Phrase, str] = {}
    for item in checklist.items:
        for phrase in _names(item):
            if spelled := plain(typed(phrase)):
                said.setdefault(spelled, item.qualified)
    for spelled, meaning in vocabulary().meanings.items():
        said.setdefault(spelled, meaning)
    for spelled, code in list(said.items()):
        if len(spelled[-1]) > 3 and not spelled[-1].endswith("s"):
            said.setdefault((*spelled[:-1], f"{spelled[-1]}s"), code)
    for spelled, meaning in list(said.items()):
        whole = "".join(spelled)
        # "Medi-Cal" in one word is another.
        is_a_word = whole in SAYING_NOTHING | NO_PLACES
        if meaning != NOTHING and len(whole) >= SHORTEST_JOINED and not is_a_word:
            said.setdefault((whole,), meaning)
    return said, max(map(len, said))


def _names(item: Item) -> list[str]:
    """Everything an item is called: synonyms, label with and without its remark, and its code.

    Words that speak of suicide never filter: they bring up the crisis line, and every clinic stays.
    """
    label = str(item.label)
    if speaks_of_suicide(label):
        return list(item.synonyms)
    names = [*item.synonyms, label, _PARENTHESIS.sub(" ", label)]
    # Short codes are those of languages, and words of their own: "it", "he", "am".
    return [*names, item.code] if len(item.code) > 3 else names


def is_false_friend(spelled: tuple[str, ...], code: str) -> bool:
    """Whether a phrase found beside a name belongs to the name."""
    return len(spelled) == 1 and (spelled[0] in FALSE_FRIENDS or code.startswith("language."))
