"""Text → words, and the one spelling of a place's name that all its spellings share. No Django."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clinics import states
from clinics.text import words

STATES = {
    state.code: state.name
    for state in states.STATES
    # The sources of the gazetteer have no places in the other two countries.
    if state.licenses or state.code == "MH"
}
"""The states, DC and the territories that the gazetteer holds: two-letter code → name."""

COUNTY_KINDS = (
    "county",
    "parish",
    "borough",
    "city and borough",
    "census area",
    "municipality",
    "municipio",
    "island",
    "district",
    "city",
)
"""What the name of a county or its equivalent ends in, the likeliest first (US Census)."""

_EVERYWHERE = {
    "st": "saint",
    "ste": "sainte",
    "bch": "beach",
    "ctr": "center",
    "gdns": "gardens",
    "hls": "hills",
    "hts": "heights",
    "jct": "junction",
    "spg": "spring",
    "spgs": "springs",
    "twp": "township",
    "vlg": "village",
}
_AT_THE_FRONT = {
    "ft": "fort",
    "mt": "mount",
    "pt": "point",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}
# Letters with points between them are one word: "D.C.", "N.Y.".
_WORD = re.compile(r"(?:[^\W_]\.)+[^\W_](?![^\W_])|[^\W_]+(?:['’][^\W_]+)*")
_OKINA = re.compile("[\u02bb\u02bc]")  # a letter to Unicode, and often left out
_BREAK = re.compile(r"[,;:/()|]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, as words are compared, and as it is spelled in a place's name.

    Points stay between letters in `folded`: "U.S." is not the word "us". `gap` is what stands
    between it and the word before.
    """

    raw: str
    gap: str
    folded: str
    spelled: str

    @property
    def breaks(self) -> bool:
        """Whether a comma or the like stands before it."""
        return bool(_BREAK.search(self.gap))

    @property
    def is_zip(self) -> bool:
        """Whether it is five digits, and not the decimals of a number."""
        return len(self.folded) == 5 and self.folded.isdigit() and self.gap != "."


def typed(text: str) -> list[Word]:
    """The words of a text, in order."""
    found, before = [], 0
    for match in _WORD.finditer(text):
        folded = ".".join(words(match[0]))
        gap, before = text[before : match.start()], match.end()
        spelled = _OKINA.sub("", folded.replace(".", ""))
        found.append(Word(match[0], gap, folded, _EVERYWHERE.get(spelled, spelled)))
    return found


def as_typed(said: Sequence[Word]) -> str:
    """The text that words stand in, from the first to the last."""
    return said[0].raw + "".join(word.gap + word.raw for word in said[1:])


def key_of(said: Sequence[Word]) -> str:
    """The one spelling a name is looked up by: its words run together ("St. Louis": saintlouis).

    Lower case, no accents, no punctuation, abbreviations spelled out.
    """
    if len(said) == 1:
        return said[0].spelled
    spelled = [("and" if "&" in word.gap else "") + word.spelled for word in said]
    spelled[:1] = [_AT_THE_FRONT.get(word.spelled, word.spelled) for word in said[:1]]
    return "".join(spelled)


def key(text: str) -> str:
    """The spelling that the name in a text is looked up by."""
    return key_of(typed(text))


STATE_OF_KEY = {
    key(name): state.code
    for state in states.STATES
    if state.code in STATES
    for name in (state.code, *state.names)
}
"""State codes and names as `key` spells them, with the code of each."""


def state_code(text: str) -> str:
    """The two-letter code of a state given as its code or its name; '' when it is none."""
    return STATE_OF_KEY.get(key(text), "")
