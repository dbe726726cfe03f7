"""In which ways words can be read as a place; knows no database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from directory.places import typed_address
from directory.places.names import (
    COUNTY,
    COUNTY_KINDS,
    MILITARY,
    STATE_AT_THE_END,
    STATE_OF_KEY,
    STATES,
    Word,
    after_county_of,
    key,
    key_of,
    typed,
)
from directory.places.regions import nicknames, regions

LONGEST = 120
"""Characters; no place on earth needs more, and nothing longer is looked at."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_STUCK_TOGETHER = re.compile(r"\b(?:([A-Za-z]{2})([0-9]{5})|([0-9]{5})([A-Za-z]{2}))\b")
"""A state and its ZIP code without a blank."""
_COUNTY_KEYS = [key(kind) for kind in COUNTY_KINDS]
_ABBREVIATED = {"co": "county", "cnty": "county", "cty": "county"}
_SUPERFLUOUS_FIRST = {
    ("city", "of"), ("town", "of"), ("village", "of"), ("greater",), ("metro",), ("downtown",),
    ("ciudad", "de"), ("uptown",), ("suburban",), ("north",), ("south",), ("east",), ("west",),
    ("central",), ("northern",), ("southern",), ("eastern",), ("western",), ("northeast",),
    ("northwest",), ("southeast",), ("southwest",), ("inner",),
}  # fmt: skip
_SUPERFLUOUS_LAST = {"city", "town", "village", "township", "area", "metro"}
_HERE = re.compile(
    r"(clinics?|ketamine)*(near|nearby|around|closeto|by|in)?"
    r"(me|here|(use)?my(current)?(location|position|area|place|home|house|address|zipcode|city|town))"
    r"|(the|use)?current(location|position)|nearby|near|nearus|closetous|aroundus|whereiam"
    r"|(clinicas?)?(cerca|aqui|cercadeaqui|dondeestoy|dondevivo)"
    r"|(clinicas?)?(cercademi|((cercade|en)?mi(casa|ubicacion|ciudad|area|zona|barrio|pueblo)))"
)

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

    `zip` is a ZIP code that stands beside the words, so that both must agree; it may be a house
    number if `zip_is_last` is false. `in_an_address` are the readings of what an address ends in,
    tried when no other fits; `at_the_end` are those of other words, only good as a suggestion.
    `is_a_choice` if the person must say which of the places is meant. `is_bare` if no comma parts
    the name, which may be only the beginning of one.
    """

    tiers: tuple[Tier, ...] = ()
    name: str = ""
    state: str = ""
    zip: str = ""
    zip_is_last: bool = True
    in_an_address: tuple[Tier, ...] = ()
    at_the_end: tuple[Tier, ...] = ()
    is_a_choice: bool = False
    is_bare: bool = False

    @property
    def keys(self) -> set[str]:
        """Every key that a reading looks for."""
        tiers = self.tiers + self.in_an_address + self.at_the_end
        found = {reading.key for tier in tiers for reading in tier}
        return found | ({self.zip} if self.zip else set())


def means_here(text: str) -> bool:
    """Whether a text says "near me", which names no place. `ME` in capitals is Maine."""
    said = typed(text)
    is_maine = len(said) == 1 and said[0].raw == "ME"
    return bool(said) and not is_maine and bool(_HERE.fullmatch(key_of(said)))


def read_text(text: str) -> Asked:
    """The ways to read a text as a place.

    None when it has no word, is garbled or too long.
    """
    if len(text) > LONGEST or _CONTROL.search(text):
        return Asked()
    return read(typed(_STUCK_TOGETHER.sub(r"\1\3 \2\4", text)))


def read(said: Words) -> Asked:
    """The ways to read words as a place: the last ZIP code with the words beside it; a name."""
    said = typed_address.without_preposition(said)
    said = typed_address.without_country(typed_address.without_unit(said))
    code, rest, is_last = typed_address.zip_beside(said)
    if not code:
        return replace(_read_name(said), at_the_end=_at_the_end(said))
    if not rest:
        return Asked(tiers=((Reading("zip", code),),), name=code)
    if military := MILITARY.get(key_of(rest[-1:])) or MILITARY.get(key_of(rest[-3:])):
        return Asked(zip=code, name=key_of(rest), state=military)
    asked = replace(_read_name(rest), zip=code, zip_is_last=is_last)
    if is_last:
        return asked
    # A number in front may be a house's: then it shows that a street follows.
    in_an_address = tuple(tier for tier in _in_an_address(said) if tier not in asked.tiers)
    return replace(asked, in_an_address=in_an_address)


def _read_name(said: Words) -> Asked:
    """The ways to read words without a ZIP code: by their commas, or else by what they end in."""
    if not said:
        return Asked()
    said = _county_last(said)
    parts = typed_address.parts(said)
    in_an_address = tuple(_in_an_address(said))
    state = STATE_AT_THE_END.get(key_of(parts[-1]), "") if len(parts) > 1 else ""
    before = parts[:-1] if state else parts
    if len(before) == 2:
        town, counties = key_of(before[0]), tuple(county_keys(before[1]))
        name = key_of(before[1]) if state else town
        tier = (Reading("town", town, state, counties),)
        return Asked((tier,), name, state, in_an_address=in_an_address)
    if state:
        tiers = _exact(before[0], state) + _loose(before[0], state) if len(before) == 1 else []
        return Asked(tuple(tiers), key_of(before[-1]), state, in_an_address=in_an_address)
    return replace(_read_words(said), in_an_address=in_an_address)


def _county_last(said: Words) -> Words:
    """“condado de Orange, CA” as English says it, “Orange County, CA”; other words as they are."""
    if not (name := after_county_of(said)):
        return said
    ends = (
        i
        for i in range(1, len(name))
        if name[i].begins_a_part or key_of(name[i:]) in STATE_AT_THE_END
    )
    end = next(ends, len(name))
    return [*name[:end], *COUNTY, *name[end:]]


def _in_an_address(said: Words) -> list[Tier]:
    """What may be the town that an address ends in, with its state, the longest name first."""
    return [
        tier
        for town, state in typed_address.towns_of_an_address(said)
        for tier in (_exact(town, state) if state else _read_words(town).tiers)
    ]


def _at_the_end(said: Words) -> tuple[Tier, ...]:
    """The towns and states that words end in, whatever stands before them."""
    ends = typed_address.names_at_the_end(said)
    return tuple(tier for _before, town, state in ends for tier in _exact(town, state))


def _read_words(whole: Words) -> Asked:
    """The ways to read words without a comma: the longest state they may end in comes first."""
    tiers = _alone(whole) + _exact(whole, "")
    ends = [(cut, STATE_AT_THE_END.get(key_of(whole[cut:]), "")) for cut in range(1, len(whole))]
    ends = [(cut, code) for cut, code in ends if code]
    for cut, code in ends:
        tiers += _exact(whole[:cut], code) + _loose(whole[:cut], code)
    tiers += _loose(whole, "")
    for cut in range(1, len(whole)):
        if code := STATE_OF_KEY.get(key_of(whole[:cut]), ""):
            tiers += _exact(whole[cut:], code)
    cut, state = ends[0] if ends else (len(whole), "")
    name = key_of(typed_address.after_the_street(whole[:cut]))
    is_a_choice = key_of(whole) in STATE_OF_KEY and key_of(whole) in nicknames()
    return Asked(tuple(tiers), name, state, is_a_choice=is_a_choice, is_bare=True)


def _alone(whole: Words) -> list[Tier]:
    """A state by its code or its name; the name may be a city's as well, so both are one tier."""
    is_before = len(whole) > 2 and key_of(whole[:2]) == "stateof"
    says_so = is_before or (len(whole) > 1 and whole[-1].spelled == "state")
    spelled = key_of(whole[2:] if is_before else whole[:-1] if says_so else whole)
    if spelled not in STATE_AT_THE_END:
        return []
    state = Reading("state", key(STATES[STATE_AT_THE_END[spelled]]))
    if not says_so and (nickname := nicknames().get(spelled)):
        return [(state, Reading("town", nickname.key, nickname.state))]
    is_a_name = spelled == state.key and not says_so
    return [(state, Reading("town", spelled)) if is_a_name else (state,)]


def _exact(name: Words, state: str) -> list[Tier]:
    """A region or a town, or the town of a nickname, else a county, spelled just so."""
    spelled = key_of(name)
    towns = [Reading("town", spelled, state)]
    if spelled in regions():
        towns.append(Reading("region", spelled, state))
    # "NY, NY" is a nickname, and "NY" alone the state.
    nickname = nicknames().get(spelled) or nicknames().get(spelled + state.lower())
    if nickname and state in ("", nickname.state):
        towns.append(Reading("town", nickname.key, nickname.state))
    return [tuple(towns), (Reading("county", spelled, state),)]


def _loose(name: Words, state: str) -> list[Tier]:
    """A county without its kind or with it cut short, else a town without a superfluous word."""
    tiers = [tuple(Reading("county", spelled, state) for spelled in county_keys(name))]
    nickname = nicknames().get(key_of(name[:-1]))
    if nickname and name[-1].spelled == "county" and state in ("", nickname.state):
        tiers.append((Reading("county", f"{nickname.key}county", nickname.state),))
    spelled = tuple(word.spelled for word in name)
    needless = next((n for n in (1, 2) if spelled[:n] in _SUPERFLUOUS_FIRST), 0)
    shorter = name[needless:]
    shorter = shorter[1:] if shorter and shorter[0].spelled == "the" else shorter
    shorter = shorter[:-1] if shorter and shorter[-1].spelled in _SUPERFLUOUS_LAST else shorter
    if shorter and shorter != name:
        tiers.append(_exact(shorter, state)[0])
    return tiers


def county_keys(name: Words) -> list[str]:
    """The keys of the counties that a name with or without its kind may mean, likeliest first."""
    spelled = key_of(name)
    if len(name) > 1 and name[-1].spelled in _ABBREVIATED:
        spelled = key_of(name[:-1]) + _ABBREVIATED[name[-1].spelled]
    return [spelled, *(spelled + kind for kind in _COUNTY_KEYS)]
