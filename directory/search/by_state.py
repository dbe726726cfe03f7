"""How many clinics there are in each state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from clinics.geo import Point
from directory.places.area import Area
from directory.search.columns.bits import rows_of
from directory.search.columns.records import state_number
from directory.search.columns.shared import columns_for


@dataclass(frozen=True)
class Counted:
    """Clinics of one state: every one that a search finds, and those of them that it finds
    unasked, which state a route and take patients.
    """

    listed: int
    treating: int


def by_state(codes: tuple[str, ...], *, on: dt.date) -> dict[str, Counted]:
    """The clinics of each of those states, as of a day. One query, and those of `turn_to`."""
    numbers = [state_number(code) for code in codes]
    # Of one state, no more is read than its rows while all of them are loaded anew.
    reach = (_as_it_lies(codes[0]), None) if len(codes) == 1 else None
    with columns_for(reach, on=on) as columns:
        some = (columns.live, columns.live & columns.offers & ~columns.away)
        listed, treating = (_counts(columns.state[rows_of(rows)], numbers) for rows in some)
    return {code: Counted(*both) for code, *both in zip(codes, listed, treating, strict=True)}


def _as_it_lies(code: str) -> Area:
    """A state, which is found by its letters: nothing is measured from the point."""
    return Area(kind="state", label=code, point=Point(latitude=0, longitude=0), state=code)


def _counts(states: np.ndarray, numbers: list[int]) -> list[int]:
    """How often each number occurs."""
    often = np.bincount(states, minlength=max(numbers) + 1)
    return [int(often[number]) for number in numbers]
