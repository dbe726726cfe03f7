"""Text → words, and the one spelling of a place's name that all its spellings share. No Django."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
_BREAK = re.compile(r"[,;:/()|\n]")
_PART = re.compile(r"[,;|\n]")
_VARIATION_SELECTORS = {chr(code) for code in range(0xFE00, 0xFE10)}


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
    def begins_a_part(self) -> bool:
        """Whether it begins a line or a part of an address."""
        return bool(_PART.search(self.gap))

    @property
    def is_number(self) -> bool:
        """Whether it is only digits, and not the decimals of a number."""
        return self.folded.isascii() and self.folded.isdigit() and self.gap != "."

    @property
    def is_zip(self) -> bool:
        """Whether it is a ZIP code: five digits, or nine."""
        return self.is_number and len(self.folded) in (5, 9)


def visible(text: str) -> str:
    """The text without the characters that nobody sees, and with plain digits and blanks.

    Messengers and address books put marks of direction around what is copied from them.
    """
    if text.isascii():
        return text
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKC", text)
        if unicodedata.category(letter) != "Cf" and letter not in _VARIATION_SELECTORS
    )


def typed(text: str) -> list[Word]:
    """The words of a text, in order."""
    text = visible(text)
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

_ABBREVIATED = """
AL Ala, AK Alas, AZ Ariz, AR Ark, CA Cal, CA Calif, CO Colo, CT Conn, DE Del, FL Fla, GA Ga, HI Haw,
ID Ida, IL Ill, IN Ind, IA Ia, KS Kan, KS Kans, MA Mass, MI Mich, MN Minn, MS Miss,
MT Mont, NE Neb, NE Nebr, NV Nev, NH N Hamp, NM N Mex, ND N Dak, OK Okla, OR Ore, OR Oreg, PA Penn,
PA Penna, SD S Dak, TN Tenn, TX Tex, WA Wash, WV W Va, WI Wis, WI Wisc,
WY Wyo, MP CNMI"""
_IN_SPANISH = """
NM Nuevo Mexico, NC Carolina del Norte, SC Carolina del Sur, ND Dakota del Norte,
SD Dakota del Sur, FL la Florida, LA Luisiana, PA Pensilvania, MS Misisipi, MS Misisipí,
MO Misuri, NJ Nueva Jersey, NH Nueva Hampshire, NH Nuevo Hampshire, WV Virginia Occidental,
WV Virginia del Oeste, HI Hawai, TX Tejas, NY Estado de Nueva York, WA Estado de Washington,
DC Distrito de Columbia, VI Islas Virgenes, VI Islas Virgenes Americanas, AS Samoa Americana,
MP Islas Marianas del Norte"""


def _called(names: str) -> dict[str, str]:
    return {
        key(name): code for code, name in (entry.split(maxsplit=1) for entry in names.split(","))
    }


SPANISH_STATES = _called(_IN_SPANISH)
"""What states are called in Spanish alone, as `key` spells it, with their codes."""

STATE_IN_WORDS = STATE_OF_KEY | SPANISH_STATES
"""What names a state in a sentence, with its code."""

STATE_AT_THE_END = STATE_IN_WORDS | _called(_ABBREVIATED)
"""What a state is called behind its town: the above, and abbreviations of former times.

In a sentence "ill", "miss" and "wash" are other words, so that only `near=` asks this.
"""

MILITARY = {
    key(name): state.code
    for state in states.STATES
    if state.kind == states.Kind.MILITARY
    for name in (state.code, *state.names)
}
"""What stands for a state in a military address, as `key` spells it, with its code."""


def state_code(text: str) -> str:
    """The two-letter code of a state given as its code or its name; '' when it is none."""
    return STATE_OF_KEY.get(key(text), "")


COUNTY_OF = {("condado", "de"), ("condado", "del")}
"""How Spanish begins the name of a county."""

COUNTY = [replace(word, gap=" ") for word in typed("County")]
"""How English ends it."""


def after_county_of(said: Sequence[Word]) -> Sequence[Word]:
    """The words behind "condado de" or "el condado de", as Spanish says a county; else none."""
    begin = 1 if said and said[0].folded == "el" else 0
    is_county = tuple(word.folded for word in said[begin : begin + 2]) in COUNTY_OF
    return said[begin + 2 :] if is_county else ()
