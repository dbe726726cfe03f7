"""The states, territories and military regions that US addresses use. Does not need Django."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a two-letter code of the postal service stands for."""

    STATE = "state"
    """A state, or the District of Columbia."""
    TERRITORY = "territory"
    ASSOCIATED = "associated"
    """A separate country that the US postal service delivers to."""
    MILITARY = "military"


@dataclass(frozen=True, kw_only=True)
class State:
    """A code of the postal service with its names, the usual one first."""

    code: str
    kind: Kind
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """The usual name."""
        return self.names[0]

    @property
    def licenses(self) -> bool:
        """Whether it has boards that license clinicians."""
        return self.kind in (Kind.STATE, Kind.TERRITORY)


_TABLE = {
    Kind.STATE: """
AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut,
DE Delaware, DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois,
IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland,
MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska,
NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York, NC North Carolina,
ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island,
SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia,
WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming""",
    Kind.TERRITORY: """
AS American Samoa, GU Guam, MP Northern Mariana Islands, PR Puerto Rico,
VI U.S. Virgin Islands / Virgin Islands / USVI""",
    Kind.ASSOCIATED: "FM Federated States of Micronesia, MH Marshall Islands, PW Palau",
    Kind.MILITARY: "AA Armed Forces Americas, AE Armed Forces Europe, AP Armed Forces Pacific",
}


def _states(kind: Kind, listed: str) -> list[State]:
    """Turn `AL Alabama, …` into states of one kind. A slash separates several names of one."""
    pairs = [entry.split(maxsplit=1) for entry in listed.split(",")]
    return [State(code=code, kind=kind, names=tuple(names.split(" / "))) for code, names in pairs]


STATES = tuple(state for kind, listed in _TABLE.items() for state in _states(kind, listed))
"""All of them, states first, each kind in the order of its names."""

STATE_CODES = {
    spelled.casefold().replace(".", ""): state.code
    for state in STATES
    for spelled in (state.code, *state.names)
}
"""Name or letters, in lower case and without periods → two letters: `florida` → `FL`."""


def state_code(text: str) -> str:
    """The two letters of a state given as its letters or its name; '' when it is none."""
    return STATE_CODES.get(" ".join(text.casefold().replace(".", "").split()), "")
