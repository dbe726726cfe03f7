"""How a place's name is spelled in one way, so that every spelling of it is found. No Django."""

import re

from clinics.text import folded

STATES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
    "AS": "American Samoa",
    "GU": "Guam",
    "MH": "Marshall Islands",
    "MP": "Northern Mariana Islands",
    "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands",
}
"""Two-letter postal codes of the states, DC and the territories the postal service reaches."""

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


STATE_OF_KEY = {key(name): code for code, name in STATES.items()} | {
    "virginislands": "VI",
    "usvi": "VI",
}
"""State names as `key` spells them, with the code of each."""


def state_code(text: str) -> str:
    """The two-letter code of a state given as its code or its name; '' when it is none."""
    spelled = key(text)
    return spelled.upper() if spelled.upper() in STATES else STATE_OF_KEY.get(spelled, "")
