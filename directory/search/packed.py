"""The packed rows of a search, as PostgreSQL sends them, and their bits."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, cast

import numpy as np
import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg.pq import Format

from clinics.geo import Point, box_around
from clinics.vocabulary import MASK_BYTES
from directory.search.question import Question

EPOCH = dt.date(2000, 1, 1)
NO_DAY, NO_DUE = -100_000, 2**31 - 1
PACKED = np.dtype(
    [
        ("id", ">i8"),
        ("stated", "u1", MASK_BYTES),
        ("confirmed", "u1", MASK_BYTES),
        ("x", ">f8"),
        ("y", ">f8"),
        ("z", ">f8"),
        ("course_cents", ">i4"),
        ("course_partial", ">i4"),
        ("rating", ">f8"),
        ("last_confirmed", ">i4"),
        ("next_due", ">i4"),
    ]
)
"""The layout of `clinics_searchrow.p`, in the order of the migration `packed_search`."""

_BYTE_BITS = np.unpackbits(np.arange(256, dtype="u1")[:, None], axis=1, bitorder="little")
_FEW = 2000


def fetch(question: Question) -> np.ndarray:
    """The packed rows that can matter, in name order when that is asked for. One query."""
    area, miles = question.area, question.radius_miles
    where, params = "", list[Any]()
    if area and miles is not None:
        where = (
            "join (select * from unnest(%s::int[], %s::int[])) as w(lo, hi)"
            " on r.cell between w.lo and w.hi"
        )
        params = list(cell_ranges(area.point, miles))
    elif area and area.counties:
        where, params = "where r.county = any(%s)", [list(area.counties)]
    elif area:
        where, params = "where r.state = %s", [area.state]
    order = "order by r.name_key, r.clinic_id" if question.order == "name" else ""
    with _binary_cursor() as cursor:
        select = f"select string_agg(r.p, '' {order}) from clinics_searchrow r"
        cursor.execute(f"{select} {where}", params)
        packed = cursor.fetchone()[0]
    return np.frombuffer(packed or b"", dtype=PACKED)


def _binary_cursor() -> CursorWrapper:
    """A cursor that gets bytes as bytes: Django's own would have them sent as text."""
    connection.ensure_connection()
    cursor = psycopg.Cursor(connection.connection)
    cursor.format = Format.BINARY
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(cast(CursorWrapper, cursor))


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


def bit_counts(masks: np.ndarray) -> np.ndarray:
    """How often each bit is set in an (n, MASK_BYTES) array of masks: (MASK_BYTES * 8,) counts."""
    if len(masks) < _FEW:
        return np.unpackbits(masks, axis=1, bitorder="little").sum(axis=0, dtype=np.int64)
    columns = [np.bincount(masks[:, i], minlength=256) @ _BYTE_BITS for i in range(MASK_BYTES)]
    return np.concatenate(columns)
