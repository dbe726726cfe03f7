"""Where the clinics that a question finds lie: each by itself, or many together in clusters."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from clinics.geo import Box, Point
from directory.search.answer import Found
from directory.search.columns.bits import rows_of, set_of, size
from directory.search.question import Question
from directory.search.search import Search, searching

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

    Queries: those of `searching`.
    """
    with searching(question, on=on) as search:
        return _on_map(search, box)


def _on_map(search: Search, box: Box | None) -> OnMap:
    asked = search.question
    end = asked.page * asked.page_size
    first = end - asked.page_size
    numbers = {int(at): first + i + 1
               for i, at in enumerate(search.first(search.met, end)[first:])}  # fmt: skip
    found = rows_of(search.met)
    rows = search.spans.absolute(found)
    latitude, longitude = search.columns.latitude[rows], search.columns.longitude[rows]
    here = ~np.isnan(latitude)
    placed = int(np.count_nonzero(here))
    if box is not None:
        here &= within(box, latitude, longitude)
    found, latitude, longitude = found[here], latitude[here], longitude[here]
    around = _around(latitude, longitude) if len(found) else None
    spots = (
        _points(search, found, latitude, longitude, numbers)
        if len(found) <= MOST_POINTS
        else _clusters(found, latitude, longitude, box or around, numbers)
    )
    return OnMap(
        found=size(search.met),
        count=len(found),
        unplaced=size(search.met) - placed,
        box=around,
        spots=tuple(spots),
    )


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


def _points(
    search: Search,
    found: np.ndarray,
    latitude: np.ndarray,
    longitude: np.ndarray,
    numbers: Mapping[int, int],
) -> Iterator[Spot]:
    """A spot for each of a few clinics, in the order of the list."""
    ordered = search.first(set_of(found, search.spans.words), len(found))
    for at, one in zip(ordered.tolist(), search.found_at(ordered), strict=True):
        place = int(np.searchsorted(found, at))
        point = Point(latitude=float(latitude[place]), longitude=float(longitude[place]))
        box = Box(west=point.longitude, south=point.latitude,
                  east=point.longitude, north=point.latitude)  # fmt: skip
        number = (numbers[at],) if at in numbers else ()
        yield Spot(point=point, box=box, count=1, numbers=number, found=one)


def _clusters(
    found: np.ndarray,
    latitude: np.ndarray,
    longitude: np.ndarray,
    box: Box | None,
    numbers: Mapping[int, int],
) -> Iterator[Spot]:
    """A spot for each cell of a grid that has clinics. It stands in the middle of its clinics."""
    cell = _cells(latitude, longitude, box)
    order = np.argsort(cell, kind="stable")
    ordered = cell[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    counts = np.diff(np.append(starts, len(ordered)))
    sides = []
    for values in (latitude[order], longitude[order]):
        low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
        middle = np.clip(np.add.reduceat(values, starts) / counts, low, high)
        sides.append((low.tolist(), middle.tolist(), high.tolist()))
    (south, north_middle, north), (west, east_middle, east) = sides
    numbered = _numbers_by_cell(found, cell, numbers)
    for i, count in enumerate(counts.tolist()):
        yield Spot(
            point=Point(latitude=north_middle[i], longitude=east_middle[i]),
            box=Box(west=west[i], south=south[i], east=east[i], north=north[i]),
            count=count,
            numbers=tuple(sorted(numbered.get(int(ordered[starts[i]]), ()))),
            found=None,
        )


def _numbers_by_cell(
    found: np.ndarray, cell: np.ndarray, numbers: Mapping[int, int]
) -> dict[int, list[int]]:
    """The numbers in the list, by the cell of the clinic that has them."""
    numbered: dict[int, list[int]] = {}
    for at, number in numbers.items():
        place = int(np.searchsorted(found, at))
        if place < len(found) and found[place] == at:
            numbered.setdefault(int(cell[place]), []).append(number)
    return numbered


def _cells(latitude: np.ndarray, longitude: np.ndarray, box: Box | None) -> np.ndarray:
    """The cell of a grid in which each point lies. Moving the box moves no line of the grid."""
    halvings = FINEST
    if box is not None:
        width = box.east - box.west + 360 * (box.west > box.east)
        span = max(width, box.north - box.south, 360 / 2**FINEST)
        halvings = min(FINEST, math.ceil(math.log2(360 * ACROSS / span)))
    side = 360 / 2**halvings
    column = np.floor((longitude + 180) / side).astype(np.int64)
    column &= 2**halvings - 1  # 180 degrees east is where 180 degrees west is
    row = np.floor((latitude + 90) / side).astype(np.int64)
    cell = (row - row.min()) * (int(column.max()) + 1) + column - column.min()
    return cell.astype(np.min_scalar_type(int(cell.max())))  # small numbers sort sooner
