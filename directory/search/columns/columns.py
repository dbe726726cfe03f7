"""Search rows in memory as columns, and the writing of one row.

Loaded rows lie in the order of their cells, so that a circle is a few runs of rows. What changes in
a row is written in place. A row that moves or is renamed dies where it was and is appended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from clinics.checklist import CHECKLIST
from clinics.listing.coverage import paid_width
from clinics.listing.search_row import mask
from clinics.vocabulary import AWAY_BIT
from directory.search.columns.bits import WORD, packed, sliced
from directory.search.columns.names import Names

PARTLY = 2.0**40
"""Is added to a price in cents that leaves a part out: it sorts behind all whole prices."""

ROOM = 16_384
"""So many rows can be appended at least, and one for every 32 loaded."""

_ONE = np.uint64(1)


Piece = tuple[np.ndarray, Sequence[str], Sequence[str]]
"""Some records, their folded names and their words; a multiple of WORD in all but the last one."""


class Full(Exception):
    """There is no room for one more row: load the columns anew."""


class Columns:
    """Columns by row number, (rows,) each unless said. Values are kept as they sort, what is not
    known last.

    `xyz` (3, rows) is the point on the unit sphere; `latitude` and `longitude` are the same one in
    degrees. `price` is in cents, with PARTLY; `rating` and `checked`, a day, are negative. `due` is
    the last day on which the row is true as written. Sets of rows (see `bits`): `live` are the rows
    that count, `offers` those with a route, `away` those that take nobody. Slices by the bits of
    the checklist: `stated`, and `verified`, where what others can confirm counts only if they did;
    by those of `paid_bits`: `paid`.

    `day` is the day for which `verified` and `away` are right, None for the days of writing, and
    `late` are rows written since then that were not true any more. `reach` says which rows of the
    table these are: None for all.
    """

    def __init__(
        self, pieces: Iterable[Piece], *, grows: bool = False, reach: object = None
    ) -> None:
        """Columns of rows in the order of their cells; with room for more if they grow."""
        self.names, records = Names(), list[np.ndarray]()
        for some, names, words in pieces:
            records.append(some)
            self.names.take(names, words)
        self.loaded = self.count = sum(map(len, records))
        self.reach = reach
        spare = max(ROOM, self.count // 32) if grows else 0
        room = -(-(self.count + spare) // WORD) * WORD
        self._make_room(room)
        at = 0
        while records:
            some = records.pop(0)  # its memory is free again when it is written
            self._fill(at, some)
            at += len(some)
        self._by_id = np.argsort(self.id[: self.count], kind="stable").astype(np.int32)
        self._ids = self.id[: self.count][self._by_id]
        self.names.settle(self.id[: self.count], room=room)
        self._appended: dict[int, int] = {}
        self._cell_of: dict[int, int] = {}
        self.day: int | None = None
        self.late: list[int] = []

    def _make_room(self, room: int) -> None:
        self.id = np.full(room, -1, np.int64)
        self.xyz = np.full((3, room), np.nan)
        self.latitude, self.longitude = np.full((2, room), np.nan)
        self.price, self.rating = np.full((2, room), np.inf)
        self.checked, self.due, self.county, self.state = np.zeros((4, room), np.int32)
        self.cells = np.zeros(self.loaded, np.int32)
        self._routes = [item.bit for item in CHECKLIST.group("route").items]
        self._confirmable = np.frombuffer(mask(CHECKLIST.confirmable), "u1")
        bits, words = max(item.bit for item in CHECKLIST.items) + 1, room // WORD
        self.stated, self.verified = (np.zeros((words, bits), np.uint64) for _ in range(2))
        self.paid = np.zeros((words, paid_width()), np.uint64)
        self.live, self.offers, self.away = np.zeros((3, words), np.uint64)

    def _fill(self, at: int, records: np.ndarray) -> None:
        """Write loaded rows from a row number on, which begins a word."""
        self._write(slice(at, at + len(records)), records)
        self.cells[at : at + len(records)] = records["cell"]
        words = slice(at // WORD, -(-(at + len(records)) // WORD))
        stated = records["stated"]
        verified = self._counting(stated, records["confirmed"])
        for slices, masks in ((self.stated, stated), (self.verified, verified),
                              (self.paid, records["paid"])):  # fmt: skip
            slices[words] = sliced(masks, slices.shape[1])
        self.live[words] = packed(np.ones(len(records), bool))
        self.away[words] = packed(_is_away(stated))
        self.offers[words] = np.bitwise_or.reduce(self.stated[words][:, self._routes], axis=1)

    def _counting(self, stated: np.ndarray, confirmed: np.ndarray) -> np.ndarray:
        """The masks that count where others must have confirmed what they can confirm."""
        return stated & ~self._confirmable | confirmed & self._confirmable

    def _write(self, at: slice | int, records: np.ndarray | np.void) -> None:
        """Write what is a number; `records` are one for a row number, several for a slice."""
        self.id[at] = records["id"]
        for axis, name in enumerate("xyz"):
            self.xyz[axis, at] = records[name]
        self.latitude[at], self.longitude[at] = in_degrees(self.xyz[:, at])
        cents, rating = records["course_cents"], records["rating"]
        partly = records["course_partial"] * PARTLY
        self.price[at] = np.where(cents < 0, np.inf, cents + partly)
        self.rating[at] = np.where(rating < 0, np.inf, -rating)
        self.checked[at] = -records["last_confirmed"].astype(np.int32)
        for name, column in (
            ("next_due", self.due),
            ("county", self.county),
            ("state", self.state),
        ):
            column[at] = records[name]

    @property
    def is_filling(self) -> bool:
        """Whether more than half of the room for appended rows is used up."""
        return 2 * (self.count - self.loaded) > len(self.id) - self.loaded

    def find(self, clinic_id: int) -> int:
        """The row of a clinic; -1 when it has none."""
        if (row := self._appended.get(clinic_id)) is not None:
            return row
        place = int(np.searchsorted(self._ids, clinic_id))
        if place < len(self._ids) and self._ids[place] == clinic_id:
            row = int(self._by_id[place])
            if self.live[row // WORD] >> np.uint64(row % WORD) & _ONE:
                return row
        return -1

    def remove(self, clinic_id: int) -> None:
        """Let a clinic's row die, if it has one."""
        row = self.find(clinic_id)
        if row < 0:
            return
        for words in (self.live, self.offers, self.away, self.stated, self.verified, self.paid):
            words[row // WORD] &= ~(_ONE << np.uint64(row % WORD))
        for point in (*self.xyz, self.latitude, self.longitude):
            point[row] = np.nan
        if self._appended.pop(clinic_id, None) is not None:
            del self._cell_of[row], self.names.appended[row]

    def put(self, record: np.void, name: str, words: str) -> None:
        """Write a clinic's row as it is now. Raises Full. To write it twice changes nothing."""
        clinic_id, cell = int(record["id"]), int(record["cell"])
        row = self.find(clinic_id)
        if row >= 0:
            was = int(self.cells[row]) if row < self.loaded else self._cell_of[row]
            if was != cell or not self.names.is_called(row, name, words):
                self.remove(clinic_id)
                row = -1
        if row < 0:
            row = self.count
            if row == len(self.id):
                raise Full
            self.count += 1
            self._appended[clinic_id], self._cell_of[row] = row, cell
            self.names.append(row, clinic_id, name, words)
        self._write(row, record)
        self._write_bits(row, record)
        if self.day is not None and self.due[row] < self.day:
            self.late.append(row)

    def _write_bits(self, row: int, record: np.void) -> None:
        stated = record["stated"]
        verified = self._counting(stated, record["confirmed"])
        for slices, own in ((self.stated, stated), (self.verified, verified),
                            (self.paid, record["paid"])):  # fmt: skip
            _put_bit(slices, row, np.unpackbits(own, bitorder="little")[: slices.shape[1]])
        own_routes = self.stated[row // WORD, self._routes] >> np.uint64(row % WORD)
        _put_bit(self.offers, row, bool((own_routes & _ONE).any()))
        _put_bit(self.away, row, bool(_is_away(stated)))
        _put_bit(self.live, row, True)

    def take_bit(self, row: int, bit: int) -> None:
        """Let a bit of a row count no more where others must have confirmed it."""
        _put_bit(self.verified[:, bit], row, False)

    def come_back(self, row: int) -> None:
        """Let a row be of a clinic that takes patients again."""
        _put_bit(self.away, row, False)


def in_degrees(xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude of (3, n) points of the unit sphere; not-a-number without a point."""
    x, y, z = xyz
    latitude, longitude = np.degrees(np.arcsin(np.clip(z, -1, 1))), np.degrees(np.arctan2(y, x))
    # What was computed from a point is that point again: a border of a box may go through it.
    return latitude.round(9), longitude.round(9)


def _is_away(stated: np.ndarray) -> np.ndarray:
    """Whether masks, or one mask, say that the clinic takes nobody just now."""
    return stated[..., AWAY_BIT // 8] >> (AWAY_BIT % 8) & 1 != 0


def _put_bit(words: np.ndarray, row: int, bit: np.ndarray | bool) -> None:
    """Write one bit of a set, or one bit of each slice, for a row."""
    word, place = row // WORD, np.uint64(row % WORD)
    words[word] = words[word] & ~(_ONE << place) | np.asarray(bit).astype(np.uint64) << place
