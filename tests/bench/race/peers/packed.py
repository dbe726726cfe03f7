"""The former search of this site: packed rows fetched by each search, and one numpy pass."""

from __future__ import annotations

import numpy as np
from django.db import connection

from clinics.checklist import CHECKLIST
from clinics.geo import EARTH_RADIUS_MILES
from clinics.listing.search_row import mask
from clinics.vocabulary import AWAY_BIT, MASK_BYTES
from directory.search.columns.records import RECORD
from directory.search.columns.rows import OF_CELLS, binary_cursor, cell_ranges
from tests.bench.race.asked import MILES, Circle
from tests.bench.race.peers.peer import Peer
from tests.bench.race.rows import PAGE, Found

FETCH = f"select string_agg(r.p, '') from clinics_searchrow r {OF_CELLS}"
ROUTES = mask(item.qualified for item in CHECKLIST.group("route").items)
FEW = 2000
_BITS_OF_A_BYTE = np.unpackbits(np.arange(256, dtype="u1")[:, None], axis=1, bitorder="little")


class Packed(Peer):
    """As it stood before the columns, for circles with ticks."""

    name = "packed rows and numpy (the former search)"

    def build(self) -> None:
        """The packed rows stand in the database."""

    def ask(self, circle: Circle) -> Found:
        """One statement fetches the rows of the cells; all else is done here."""
        with binary_cursor(connection) as cursor:
            cursor.execute(FETCH, list(cell_ranges(circle.point, MILES)))
            rows = np.frombuffer(cursor.fetchone()[0] or b"", RECORD)
        x, y, z = circle.middle
        squared = (rows["x"] - x) ** 2 + (rows["y"] - y) ** 2 + (rows["z"] - z) ** 2
        miles = 2 * EARTH_RADIUS_MILES * np.arcsin(np.minimum(1.0, np.sqrt(squared) / 2))
        masks = np.ascontiguousarray(rows["stated"])
        near = (miles <= MILES) & has(masks, ROUTES, "any")
        near &= masks[:, AWAY_BIT // 8] & (1 << AWAY_BIT % 8) == 0
        counts: dict[int, int] = {}
        for needed, counted in circle.passes:
            sums = bit_counts(masks[near & has(masks, mask_of(needed), "all")])
            counts.update({bit: int(sums[bit]) for bit in counted if sums[bit]})
        found = np.flatnonzero(near & has(masks, mask_of(circle.needed), "all"))
        order = np.lexsort([rows["id"][found], miles[found]])[:PAGE]
        return Found(len(found), rows["id"][found[order]].tolist(), counts)


def mask_of(bits: tuple[int, ...]) -> bytes:
    """A mask that has these bits."""
    return sum(1 << bit for bit in bits).to_bytes(MASK_BYTES, "little")


def has(masks: np.ndarray, wanted: bytes, combine: str) -> np.ndarray:
    """Which masks have "all" or "any" of the wanted bits."""
    words = np.frombuffer(wanted, "<u8")
    hit = masks.view("<u8") & words
    return (hit == words).all(axis=1) if combine == "all" else (hit != 0).any(axis=1)


def bit_counts(masks: np.ndarray) -> np.ndarray:
    """How often each bit is set."""
    if len(masks) < FEW:
        return np.unpackbits(masks, axis=1, bitorder="little").sum(axis=0, dtype=np.int64)
    return np.concatenate([
        np.bincount(masks[:, i], minlength=256) @ _BITS_OF_A_BYTE for i in range(MASK_BYTES)
    ])  # fmt: skip
