"""Where the clinics that a question finds lie: each by itself, or many together in clusters."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np

from clinics.geo import Box, Point
from directory.search.question import Question
from directory.search.search import Found, Search

MOST_POINTS = 500
"""More clinics than this are shown together, in clusters."""

ACROSS = 5
"""The longer side of the box has so many cells at least, and less than twice as many."""

FINEST = 20
"""A cell is a turn of 360 degrees halved so many times at most: about 40 meters."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One clinic, `found`, or a cluster of `count` clinics, which lie in `box`.

    `numbers` are those that they have in the list, if they are on the page that was asked for.
    """

    point: Point
    box: Box
    count: int
    numbers: tuple[int, ...]
    found: Found | None


@dataclass(frozen=True, kw_only=True)
class OnMap:
    """What a question finds, on a map. `count` clinics lie in the box that was asked for.

    `found` counts the whole list, and `unplaced` those in it that have no point. `box` is the
    smallest box around the spots, None without any.
    """

    found: int
    count: int
    unplaced: int
    box: Box | None
    spots: tuple[Spot, ...]


def on_map(question: Question, box: Box | None = None, *, on: dt.date | None = None) -> OnMap:
    """The clinics that a question finds in a box (anywhere), as of a day (today).

    Queries: those of `search`.
    """
    search = Search(question, on=on)
    order = search.order(np.flatnonzero(search.met))
    latitude, longitude = degrees(search.rows)
    placed = order[~np.isnan(latitude[order])]
    inside = placed if box is None else placed[within(box, latitude[placed], longitude[placed])]
    first = (question.page - 1) * question.page_size
    numbers = {int(row): first + i + 1
               for i, row in enumerate(order[first : first + question.page_size])}  # fmt: skip
    around = _around(latitude[inside], longitude[inside]) if len(inside) else None
    if len(inside) <= MOST_POINTS:
        groups = [np.array([row]) for row in inside]
    else:
        groups = _cells(inside, latitude, longitude, box or around)
    return OnMap(
        found=len(order),
        count=len(inside),
        unplaced=len(order) - len(placed),
        box=around,
        spots=tuple(_spot(group, search, latitude, longitude, numbers,
                          one=len(inside) <= MOST_POINTS) for group in groups),
    )  # fmt: skip


def degrees(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude of packed rows; not-a-number without a point."""
    latitude = np.degrees(np.arcsin(np.clip(rows["z"], -1, 1)))
    longitude = np.degrees(np.arctan2(rows["y"], rows["x"]))
    # What was computed from a point is that point again: a border of a box may go through it.
    return latitude.round(9), longitude.round(9)


def within(box: Box, latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """Which points lie in a box, borders included; like `Box.holds`."""
    east_of, west_of = longitude >= box.west, longitude <= box.east
    between = east_of & west_of if box.west <= box.east else east_of | west_of
    return between & (latitude >= box.south) & (latitude <= box.north)


def _around(latitude: np.ndarray, longitude: np.ndarray) -> Box:
    """The smallest box around points: it leaves out the widest gap between their longitudes."""
    east = np.unique(longitude)
    gaps = np.diff(np.append(east, east[0] + 360))
    widest = int(gaps.argmax())
    return Box(
        west=float(east[(widest + 1) % len(east)]),
        south=float(latitude.min()),
        east=float(east[widest]),
        north=float(latitude.max()),
    )


def _cells(
    rows: np.ndarray, latitude: np.ndarray, longitude: np.ndarray, box: Box | None
) -> list[np.ndarray]:
    """Rows by the cell of a grid that they lie in. Moving the box moves no line of the grid."""
    side = 360 / 2**FINEST
    if box is not None:
        width = box.east - box.west + 360 * (box.west > box.east)
        span = max(width, box.north - box.south, side)
        side = max(side, 360 / 2 ** math.ceil(math.log2(360 * ACROSS / span)))
    # 180 degrees east is where 180 degrees west is.
    column = np.floor((longitude[rows] + 180) % 360 / side)
    row = np.floor((latitude[rows] + 90) / side)
    _cell, of = np.unique(np.stack([row, column]), axis=1, return_inverse=True)
    of = of.reshape(-1)
    ordered = np.argsort(of, kind="stable")
    return np.split(rows[ordered], np.flatnonzero(np.diff(of[ordered])) + 1)


def _spot(
    group: np.ndarray,
    search: Search,
    latitude: np.ndarray,
    longitude: np.ndarray,
    numbers: dict[int, int],
    *,
    one: bool,
) -> Spot:
    """The spot of these rows. A cluster stands in the middle of its clinics."""
    north, east = latitude[group], longitude[group]
    return Spot(
        point=Point(latitude=float(north.mean()), longitude=float(east.mean())),
        box=Box(west=float(east.min()), south=float(north.min()),
                east=float(east.max()), north=float(north.max())),
        count=len(group),
        numbers=tuple(sorted(numbers[row] for row in group.tolist() if row in numbers)),
        found=search.found_at(group)[0] if one else None,
    )  # fmt: skip
