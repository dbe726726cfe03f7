"""In which ways words can be read as a place; knows no database."""

import re
from dataclasses import dataclass, replace

from clinics.geo import Point
from directory.places.names import COUNTY_KINDS, STATES, key, state_code, words

LONGEST = 120
"""Characters; no place on earth needs more, and nothing longer is looked at."""

_DIGITS = re.compile(r"\s*(\d{5})(?:-\d{4})?\s*")
_ZIP_FIRST = re.compile(r"\s*(\d{5})(?:-\d{4})?\b[\s,(]*(.+?)[\s,)]*")
_ZIP_LAST = re.compile(r"\s*(.+?)[\s,]+(\d{5})(?:-\d{4})?\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_NUMBER = r"([+-]?\d{1,3}(?:\.\d+)?)"
_POINT = re.compile(rf"\s*{_NUMBER}\s*,\s*{_NUMBER}\s*")
_COUNTRY = re.compile(r"[\s,]+(?:usa|u\.s\.a?\.?|us|united states(?: of america)?)\s*$", re.I)
_ABBREVIATED = {"co": "county", "cnty": "county", "cty": "county"}
_SUPERFLUOUS_FIRST = (["city", "of"], ["town", "of"], ["village", "of"])
_SUPERFLUOUS_LAST = ("city", "town", "village", "township")


@dataclass(frozen=True)
class Reading:
    """One way to read the words: a place of that kind and key, if said in that state or county."""

    kind: str
    key: str
    state: str = ""
    county: str = ""


Tier = tuple[Reading, ...]


@dataclass(frozen=True)
class Asked:
    """All readings in tiers, the likeliest first; `name` and `state` are the parts as understood.

    `zip` is a ZIP code that stands beside the words, so that both must agree.
    """

    tiers: tuple[Tier, ...] = ()
    name: str = ""
    state: str = ""
    zip: str = ""

    @property
    def keys(self) -> set[str]:
        """Every key that a reading looks for."""
        found = {reading.key for tier in self.tiers for reading in tier}
        return found | ({self.zip} if self.zip else set())


def read_point(text: str) -> Point | None:
    """The point that "26.46, -80.07" (latitude, longitude) names; None when it is none."""
    if len(text) > LONGEST or not (match := _POINT.fullmatch(text)):
        return None
    try:
        return Point(latitude=float(match[1]), longitude=float(match[2]))
    except ValueError:
        return None


def read(text: str) -> Asked:
    """The ways to read a text as a place; none when it has no word, is garbled or too long."""
    if len(text) > LONGEST or _CONTROL.search(text):
        return Asked()
    text = _COUNTRY.sub("", text)
    if match := _DIGITS.fullmatch(text):
        return Asked(tiers=((Reading("zip", match[1]),),), name=match[1])
    if match := _ZIP_FIRST.fullmatch(text):
        return _beside_zip(match[2], match[1])
    if match := _ZIP_LAST.fullmatch(text):
        return _beside_zip(match[1], match[2])
    return _read_name(text)


def _beside_zip(rest: str, code: str) -> Asked:
    """A ZIP code with words beside it; punctuation alone says nothing."""
    asked = _read_name(rest)
    if not asked.name:
        return Asked(tiers=((Reading("zip", code),),), name=code)
    return replace(asked, zip=code)


def _read_name(text: str) -> Asked:
    """The ways to read words without a ZIP code: by their commas, or else by what they end in."""
    parts = [part for part in text.split(",") if words(part)]
    if not parts:
        return Asked()
    state = state_code(parts[-1]) if len(parts) > 1 else ""
    before = [words(part) for part in (parts[:-1] if state else parts)]
    if len(before) == 2:
        town, county = "".join(before[0]), "".join(before[1])
        tier = (Reading("town", town, state, county),)
        return Asked(tiers=(tier,), name=county if state else town, state=state)
    if state:
        tiers = _exact(before[0], state) + _loose(before[0], state) if len(before) == 1 else []
        return Asked(tiers=tuple(tiers), name="".join(before[-1]), state=state)
    return _read_words(words(text))


def _read_words(whole: list[str]) -> Asked:
    """The ways to read words without a comma: the longest state they may end in comes first."""
    tiers = _alone(whole) + _exact(whole, "")
    ends = [(cut, state_code(" ".join(whole[cut:]))) for cut in range(1, len(whole))]
    ends = [(cut, code) for cut, code in ends if code]
    for cut, code in ends:
        tiers += _exact(whole[:cut], code) + _loose(whole[:cut], code)
    tiers += _loose(whole, "")
    cut, state = ends[0] if ends else (len(whole), "")
    return Asked(tiers=tuple(tiers), name="".join(whole[:cut]), state=state)


def _alone(whole: list[str]) -> list[Tier]:
    """A state by its code or its name; the name may be a city's as well, so both are one tier."""
    spelled = "".join(whole)
    named = whole[:-1] if whole[-1] == "state" else whole
    code = state_code(" ".join(named))
    if not code:
        return []
    state = Reading("state", key(STATES[code]))
    is_name_alone = named == whole and spelled == state.key
    return [(state, Reading("town", spelled)) if is_name_alone else (state,)]


def _exact(name: list[str], state: str) -> list[Tier]:
    """A town, else a county, spelled just so."""
    spelled = "".join(name)
    return [(Reading("town", spelled, state),), (Reading("county", spelled, state),)]


def _loose(name: list[str], state: str) -> list[Tier]:
    """A county without its kind or with it cut short, else a town without a superfluous word."""
    tiers = [tuple(Reading("county", spelled, state) for spelled in county_keys(name))]
    shorter = name[2:] if name[:2] in _SUPERFLUOUS_FIRST else name
    shorter = shorter[1:] if shorter[:1] == ["the"] else shorter
    shorter = shorter[:-1] if shorter[-1:] and shorter[-1] in _SUPERFLUOUS_LAST else shorter
    if shorter and shorter != name:
        tiers.append((Reading("town", "".join(shorter), state),))
    return tiers


def county_keys(name: list[str]) -> list[str]:
    """The keys of the counties that a name with or without its kind may mean, likeliest first."""
    spelled = "".join(name)
    if len(name) > 1 and name[-1] in _ABBREVIATED:
        spelled = "".join(name[:-1]) + _ABBREVIATED[name[-1]]
    return [spelled, *(spelled + key(kind) for kind in COUNTY_KINDS)]
