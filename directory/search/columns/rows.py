"""Reads search rows from the database: those of an area, or all of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg.pq import Format

from clinics.geo import Point, box_around
from directory.places.area import Area
from directory.search.columns.bits import WORD
from directory.search.columns.columns import Columns, Piece
from directory.search.columns.records import RECORD

_AT_ONCE = 320 * WORD

ROWS = """
select r.p, r.name_key::text, array_to_string(r.words, ' ') from clinics_searchrow r {where}
order by r.cell, r.clinic_id
"""
OF_CELLS = "join unnest(%s::int[], %s::int[]) as w(lo, hi) on r.cell between w.lo and w.hi"


def binary_cursor(connection: BaseDatabaseWrapper, *, name: str = "") -> CursorWrapper:
    """A cursor that gets bytes as bytes: Django's own would have them sent as text.

    With a name, the rows stay at the server until they are fetched.
    """
    connection.ensure_connection()
    bare = connection.connection
    cursor = psycopg.ServerCursor(bare, name) if name else psycopg.Cursor(bare)
    cursor.format = Format.BINARY
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(cast(CursorWrapper, cursor))


Reach = tuple[Area, float | None]
"""A place and the radius in miles; without a radius, a county, a region or a state as it lies."""


def in_reach(cursor: CursorWrapper, reach: Reach | None, *, grows: bool = False) -> Columns:
    """The columns of a reach, or of everything. One query; `cursor` is binary."""
    where, params = "", list[Any]()
    if reach is not None:
        area, miles = reach
        if miles is not None:
            where, params = OF_CELLS, list(cell_ranges(area.point, miles))
        elif area.counties:
            where, params = "where r.county = any(%s)", [list(area.counties)]
        else:
            where, params = "where r.state = %s", [area.state]
    cursor.execute(ROWS.format(where=where), params)
    return Columns(_in_pieces(cursor), grows=grows, reach=reach)


def _in_pieces(cursor: CursorWrapper) -> Iterator[Piece]:
    while some := cursor.fetchmany(_AT_ONCE):
        packed, names, words = zip(*some, strict=True)
        yield np.frombuffer(b"".join(packed), RECORD), names, words


def cell_ranges(centre: Point, miles: float) -> tuple[list[int], list[int]]:
    """First and last cells (0.1 degree, row by row) of the box around a circle."""
    box = box_around(centre, miles + 0.001)
    spans = [(box.west, box.east)]
    if box.west > box.east:
        spans = [(-180.0, box.east), (box.west, 180.0)]
    low: list[int] = []
    high: list[int] = []
    for row in range(math.floor((box.south + 90) * 10), math.floor((box.north + 90) * 10) + 1):
        for west, east in spans:
            first = row * 3600 + math.floor((west + 180) * 10)
            # 180 degrees east is the next row's first cell: no cell may be asked for twice.
            low.append(max(first, high[-1] + 1) if high else first)
            high.append(row * 3600 + math.floor((east + 180) * 10))
    return low, high
