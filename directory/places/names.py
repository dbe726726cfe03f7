"""How a place's name is spelled in one way, so that every spelling of it is found. No Django."""

import re

from clinics import states
from clinics.text import folded

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
_MARKS_INSIDE_WORDS = re.compile(r"[.'`\u2018\u2019\u02bb\u02bc]")


def words(text: str) -> list[str]:
    """The words of a name: lower case, no accents, no punctuation, abbreviations spelled out."""
    plain = _MARKS_INSIDE_WORDS.sub("", folded(text)).replace("&", " and ")
    found = re.findall(r"[^\W_]+", plain)
    if len(found) > 1:
        found[0] = _AT_THE_FRONT.get(found[0], found[0])
    return [_EVERYWHERE.get(word, word) for word in found]


def key(text: str) -> str:
    """The one spelling a name is looked up by: its words run together ("St. Louis": saintlouis)."""
    return "".join(words(text))


STATE_OF_KEY = {
    key(name): state.code for state in states.STATES if state.code in STATES for name in state.names
}
"""State names as `key` spells them, with the code of each."""


def state_code(text: str) -> str:
    """The two-letter code of a state given as its code or its name; '' when it is none."""
    spelled = key(text)
    return spelled.upper() if spelled.upper() in STATES else STATE_OF_KEY.get(spelled, "")
