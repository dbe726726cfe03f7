"""Places outside of the United States, where we list no clinic: only to say so. No Django."""

import re

from directory.places.names import key, typed

_CITIES = """
Toronto; Montreal; Calgary; Ottawa; Edmonton; Winnipeg; Mississauga; Quebec City; Hamilton
Ontario; Brampton; Surrey BC; Laval; Halifax; Saskatoon; Regina; Kelowna; London; London UK;
Manchester UK; Birmingham UK; Dublin Ireland; Mexico City; Ciudad de Mexico; CDMX; Guadalajara;
Monterrey; Tijuana; Cancun; Puerto Vallarta; Ciudad Juarez; Mexicali; Paris France; Berlin;
Madrid; Sydney; Melbourne Australia; Bogota; Lima Peru; Buenos Aires; Tel Aviv; Bangkok
"""
_COUNTRIES = """
Canada; Mexico; England; United Kingdom; UK; Great Britain; Scotland; Ireland; Australia; New
Zealand; Germany; France; Spain; Netherlands; Israel; India; Brazil; Colombia; Costa Rica;
Thailand; Ontario Canada; Quebec; British Columbia; Alberta; Manitoba; Saskatchewan; Nova
Scotia; New Brunswick; Newfoundland; Baja California
"""
_PROVINCES = {"on", "bc", "qc", "ab", "mb", "sk", "ns", "nb", "nl", "pei"}
_POSTAL_CODE = re.compile(r"[abceghj-nprstvxy]\d[abceghj-nprstv-z] ?\d[abceghj-nprstv-z]\d", re.I)

_NAMES = {key(name) for name in f"{_CITIES};{_COUNTRIES}".split(";")}
_LANDS = {key(name) for name in _COUNTRIES.split(";")}


def is_abroad(text: str) -> bool:
    """Whether words name a place abroad: a great city, a country, or something in one of them."""
    said = typed(text)
    if _POSTAL_CODE.search(text):
        return True
    if not said or len(said) > 6:
        return False
    if key(text) in _NAMES:
        return True
    ends = [key(" ".join(word.raw for word in said[i:])) for i in range(1, len(said))]
    return any(end in _LANDS for end in ends) or (len(said) > 1 and said[-1].folded in _PROVINCES)
