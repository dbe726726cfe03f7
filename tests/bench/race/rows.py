"""The search rows as they stand in the database, and the answer to a circle by brute force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.db import connection

from clinics.checklist import CHECKLIST
from clinics.vocabulary import AWAY_BIT
from directory.search.columns.records import RECORD
from directory.search.columns.rows import binary_cursor, cell_ranges
from tests.bench.race.asked import MILES, Circle

PAGE = 20

ROWS = """
select p, latitude, longitude from clinics_searchrow where cell is not null order by cell, clinic_id
"""


@dataclass(frozen=True)
class Found:
    """What a contestant answers; None is what it cannot say. `counts` by bit, zeros left out."""

    total: int | None = None
    page: list[int] | None = None
    counts: dict[int, int] | None = None


class Rows:
    """All rows that have a point, in the order of cells. `open_`: who takes patients today.

    `words` are the masks of the items as (rows, 2) numbers of 64 bits.
    """

    def __init__(self) -> None:
        """Read them. One query."""
        with binary_cursor(connection) as cursor:
            cursor.execute(ROWS)
            packed, latitude, longitude = zip(*cursor.fetchall(), strict=True)
        self.records = np.frombuffer(b"".join(packed), RECORD)
        self.latitude, self.longitude = np.array(latitude), np.array(longitude)
        self.id = self.records["id"].astype(np.int64)
        self.cell = self.records["cell"].astype(np.int64)
        self.xyz = np.array([self.records[axis].astype(float) for axis in "xyz"])
        stated = np.ascontiguousarray(self.records["stated"])
        self.words = stated.view("<u8")[:, :2].copy()
        routes = [item.bit for item in CHECKLIST.group("route").items]
        self.open_ = self.having(routes).any(axis=1) & ~(
            stated[:, AWAY_BIT // 8] >> (AWAY_BIT % 8) & 1
        ).astype(bool)

    def having(self, bits: list[int] | tuple[int, ...], at: np.ndarray | None = None) -> np.ndarray:
        """(rows, bits): whether each has each."""
        words = self.words if at is None else self.words[at]
        has = np.ones((len(words), len(bits)), bool)
        for place, bit in enumerate(bits):
            has[:, place] = words[:, bit // 64] >> np.uint64(bit % 64) & np.uint64(1)
        return has

    def around(self, circle: Circle, *, exactly: bool) -> np.ndarray:
        """The rows of open clinics in a circle; else in the cells around it."""
        low, high = cell_ranges(circle.point, MILES)
        spans = zip(np.searchsorted(self.cell, low).tolist(),
                    np.searchsorted(self.cell, high, "right").tolist(), strict=True)  # fmt: skip
        at = np.concatenate([np.arange(a, b) for a, b in spans])
        at = at[self.open_[at]]
        return at[self.squares(circle, at) <= circle.square] if exactly else at

    def squares(self, circle: Circle, at: np.ndarray) -> np.ndarray:
        """Squared chords from the middle of a circle."""
        x, y, z = (self.xyz[axis, at] - own for axis, own in enumerate(circle.middle))
        return x * x + y * y + z * z

    def answer(self, circle: Circle, *, exactly: bool = True) -> Found:
        """The whole answer."""
        at, counts = self.around(circle, exactly=exactly), {}
        for needed, counted in circle.passes:
            those = at[self.having(needed, at).all(axis=1)]
            sums = self.having(counted, those).sum(axis=0).tolist()
            counts.update({bit: n for bit, n in zip(counted, sums, strict=True) if n})
        at = at[self.having(circle.needed, at).all(axis=1)]
        order = np.lexsort([self.id[at], self.squares(circle, at)])[:PAGE]
        return Found(len(at), self.id[at[order]].tolist(), counts)

    def listed(self, is_open: int) -> Iterator[tuple[int, int, list[int]]]:
        """Key, cell and bits of each row; the bit `is_open` with those that take patients."""
        bits = np.unpackbits(self.words.view("u1"), axis=1, bitorder="little")
        bits[:, is_open] = self.open_
        starts = np.cumsum(bits.sum(axis=1, dtype=np.int64))
        every = np.split(np.nonzero(bits)[1], starts[:-1])
        for key, cell, own in zip(self.id.tolist(), self.cell.tolist(), every, strict=True):
            yield key, cell, own.tolist()
