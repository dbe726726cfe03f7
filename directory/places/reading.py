"""In which ways words can be read as a place; knows no database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clinics.geo import Point
from directory.places.names import COUNTY_KINDS, STATE_OF_KEY, STATES, Word, key, key_of, typed

LONGEST = 120
"""Characters; no place on earth needs more, and nothing longer is looked at."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_NUMBER = r"([+-]?\d{1,3}(?:\.\d+)?)"
_POINT = re.compile(rf"\s*{_NUMBER}\s*,\s*{_NUMBER}\s*")
_COUNTRY = {"usa", "us", "unitedstates", "unitedstatesofamerica"}
_COUNTY_KEYS = [key(kind) for kind in COUNTY_KINDS]
_ABBREVIATED = {"co": "county", "cnty": "county", "cty": "county"}
_SUPERFLUOUS_FIRST = {("city", "of"), ("town", "of"), ("village", "of")}
_SUPERFLUOUS_LAST = {"city", "town", "village", "township"}

Words = Sequence[Word]


@dataclass(frozen=True)
class Reading:
    """One way to read words: a place of that kind and key, if said in that state or county.

    `counties` are the keys that the county may have.
    """

    kind: str
    key: str
    state: str = ""
    counties: tuple[str, ...] = ()


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


def read_text(text: str) -> Asked:
    """The ways to read a text as a place; none when it has no word, is garbled or too long."""
    return Asked() if len(text) > LONGEST or _CONTROL.search(text) else read(typed(text))


def read(said: Words) -> Asked:
    """The ways to read words as a place: a ZIP code at either end, the last one first; a name."""
    said = _without_country(said)
    for begin in range(max(0, len(said) - 2), len(said)):
        if zip_end(said, begin) == len(said):
            return _beside_zip(said[:begin], said[begin].folded)
    if end := zip_end(said, 0):
        return _beside_zip(said[end:], said[0].folded)
    return _read_name(said)


def zip_end(said: Words, i: int) -> int:
    """The end of the ZIP code at word `i`, its four more digits included; `i` when none is."""
    if i >= len(said) or not said[i].is_zip:
        return i
    more = said[i + 1] if i + 1 < len(said) else None
    return i + 1 + bool(more and more.gap == "-" and len(more.folded) == 4)


def _without_country(said: Words) -> Words:
    """The words without the name of the country at their end, unless they are only that."""
    lengths = (n for n in (1, 2, 4) if n < len(said) and key_of(said[-n:]) in _COUNTRY)
    return said[: -next(lengths, len(said))] or said


def _beside_zip(rest: Words, code: str) -> Asked:
    """A ZIP code, perhaps with words beside it."""
    if not rest:
        return Asked(tiers=((Reading("zip", code),),), name=code)
    return replace(_read_name(rest), zip=code)


def _read_name(said: Words) -> Asked:
    """The ways to read words without a ZIP code: by their commas, or else by what they end in."""
    if not said:
        return Asked()
    parts = _parts(said)
    state = STATE_OF_KEY.get(key_of(parts[-1]), "") if len(parts) > 1 else ""
    before = parts[:-1] if state else parts
    if len(before) == 2:
        town, counties = key_of(before[0]), tuple(county_keys(before[1]))
        name = key_of(before[1]) if state else town
        tier = (Reading("town", town, state, counties),)
        return Asked(tiers=(tier,), name=name, state=state)
    if state:
        tiers = _exact(before[0], state) + _loose(before[0], state) if len(before) == 1 else []
        return Asked(tiers=tuple(tiers), name=key_of(before[-1]), state=state)
    return _read_words(said)


def _parts(said: Words) -> list[Words]:
    """The words between commas."""
    begins = [i for i, word in enumerate(said) if not i or "," in word.gap]
    return [said[i:j] for i, j in zip(begins, [*begins[1:], len(said)], strict=True)]


def _read_words(whole: Words) -> Asked:
    """The ways to read words without a comma: the longest state they may end in comes first."""
    tiers = _alone(whole) + _exact(whole, "")
    ends = [(cut, STATE_OF_KEY.get(key_of(whole[cut:]), "")) for cut in range(1, len(whole))]
    ends = [(cut, code) for cut, code in ends if code]
    for cut, code in ends:
        tiers += _exact(whole[:cut], code) + _loose(whole[:cut], code)
    tiers += _loose(whole, "")
    cut, state = ends[0] if ends else (len(whole), "")
    return Asked(tiers=tuple(tiers), name=key_of(whole[:cut]), state=state)


def _alone(whole: Words) -> list[Tier]:
    """A state by its code or its name; the name may be a city's as well, so both are one tier."""
    says_so = len(whole) > 1 and whole[-1].spelled == "state"
    spelled = key_of(whole[:-1] if says_so else whole)
    if spelled not in STATE_OF_KEY:
        return []
    state = Reading("state", key(STATES[STATE_OF_KEY[spelled]]))
    is_a_name = spelled == state.key and not says_so
    return [(state, Reading("town", spelled)) if is_a_name else (state,)]


def _exact(name: Words, state: str) -> list[Tier]:
    """A town, else a county, spelled just so."""
    spelled = key_of(name)
    return [(Reading("town", spelled, state),), (Reading("county", spelled, state),)]


def _loose(name: Words, state: str) -> list[Tier]:
    """A county without its kind or with it cut short, else a town without a superfluous word."""
    tiers = [tuple(Reading("county", spelled, state) for spelled in county_keys(name))]
    shorter = name[2:] if tuple(word.spelled for word in name[:2]) in _SUPERFLUOUS_FIRST else name
    shorter = shorter[1:] if shorter and shorter[0].spelled == "the" else shorter
    shorter = shorter[:-1] if shorter and shorter[-1].spelled in _SUPERFLUOUS_LAST else shorter
    if shorter and shorter != name:
        tiers.append((Reading("town", key_of(shorter), state),))
    return tiers


def county_keys(name: Words) -> list[str]:
    """The keys of the counties that a name with or without its kind may mean, likeliest first."""
    spelled = key_of(name)
    if len(name) > 1 and name[-1].spelled in _ABBREVIATED:
        spelled = key_of(name[:-1]) + _ABBREVIATED[name[-1].spelled]
    return [spelled, *(spelled + kind for kind in _COUNTY_KEYS)]
