"""Places abroad, where we list no clinic, and ones too large to search: to say so. No Django."""

import re

from directory.places.names import key, typed

_CITIES = """
Toronto; Montreal; Calgary; Ottawa; Edmonton; Winnipeg; Mississauga; Quebec City; Hamilton
Ontario; Brampton; Nuevo Laredo; Matamoros; Reynosa; Ensenada; Rosarito; Cabo San Lucas; Los
Cabos; Playa del Carmen; Puebla; Oaxaca; Merida Mexico; Dubai; Tokyo; Hong Kong; Singapore;
Manila; Surrey BC; Laval; Halifax; Saskatoon; Regina; Kelowna; London; London UK; Manchester UK;
Birmingham UK; Dublin Ireland; Mexico City; Ciudad de Mexico; CDMX; Guadalajara; Monterrey;
Tijuana; Cancun; Puerto Vallarta; Ciudad Juarez; Mexicali; Paris France; Berlin; Madrid; Sydney;
Melbourne Australia; Bogota; Lima Peru; Buenos Aires; Tel Aviv; Bangkok
"""
_COUNTRIES = """
Canada; Mexico; England; United Kingdom; UK; Great Britain; Scotland; Ireland; Australia; New
Zealand; Germany; France; Spain; Netherlands; Israel; India; Brazil; Colombia; Costa Rica;
Thailand; Italy; Portugal; Japan; China; Philippines; Wales; Northern Ireland; South Africa;
Argentina; Venezuela; Guatemala; Honduras; El Salvador; Ecuador; Dominican Republic; Bahamas;
Haiti; Ukraine; Russia; Switzerland; Austria; Sweden; South Korea; Taiwan; Ontario Canada; Quebec;
British Columbia; Alberta; Manitoba; Saskatchewan; Nova Scotia; New Brunswick; Newfoundland; Baja
California
"""
_PROVINCES = {"on", "bc", "qc", "ab", "mb", "sk", "ns", "nb", "nl", "pei"}
_POSTAL_CODE = re.compile(
    r"[abceghj-nprstvxy]\d[abceghj-nprstv-z] ?\d[abceghj-nprstv-z]\d"
    r"|\s*[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\s*$",
    re.I,
)
"""Of Canada, or of the United Kingdom."""

_TOO_LARGE = """
USA; US; United States; America; the United States of America; nationwide; anywhere; everywhere;
Midwest; the Midwest; East Coast; the East Coast; West Coast; the West Coast; the South; Northeast;
the Northeast; Southeast; the Southeast; Southwest; the Southwest; online; internet; virtual;
Estados Unidos; EEUU; en linea
"""

_NAMES = {key(name) for name in f"{_CITIES};{_COUNTRIES}".split(";")}
_LANDS = {key(name) for name in _COUNTRIES.split(";")} | {"ontario"}
"""What a place abroad ends in; alone, Ontario is a town in California."""


_LARGE = {key(name) for name in _TOO_LARGE.split(";")}


def is_too_large(text: str) -> bool:
    """Whether words name the whole country, a large part of it, or no place on earth."""
    return key(text) in _LARGE


def is_abroad(text: str) -> bool:
    """Whether words name a place abroad: a great city, a country, or something in one of them."""
    said = typed(text)
    if _POSTAL_CODE.match(text):
        return True
    if not said or len(said) > 6:
        return False
    if key(text) in _NAMES:
        return True
    ends = [key(" ".join(word.raw for word in said[i:])) for i in range(1, len(said))]
    return any(end in _LANDS for end in ends) or (len(said) > 1 and said[-1].folded in _PROVINCES)
