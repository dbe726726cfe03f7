"""DuckDB, in this process: its own columns, and SQL."""

from __future__ import annotations

import numpy as np

from clinics.geo import box_around
from tests.bench.race.asked import EVERY, MILES, Circle
from tests.bench.race.peers.peer import Missing, Peer
from tests.bench.race.peers.sums import SQUARE, having
from tests.bench.race.rows import PAGE, Found

LISTED = """
create table r as select *, list_filter({every}, lambda bit:
    case when bit < 64 then m0 >> bit else m1 >> (bit - 64) end & 1 = 1)::utinyint[] as bits
from given where open order by row
"""
AMONG = """
from r where latitude between ? and ? and longitude between ? and ? and {square} <= ?
"""


class Duck(Peer):
    """Rows in the order of cells, so that whole pieces are passed over; answers as lists.

    A sum for each bit takes it as long at the median, and half as long again at worst.
    """

    name = "DuckDB, in process"

    def build(self) -> None:
        """Copied into its memory."""
        try:
            import duckdb  # noqa: PLC0415  (not installed everywhere)
        except ImportError as error:
            raise Missing("DuckDB is not installed (`pip install duckdb`).") from error
        rows = self.rows
        columns = {
            "row": np.arange(len(rows.id)), "id": rows.id,
            "latitude": rows.latitude, "longitude": rows.longitude,
            **dict(zip("xyz", rows.xyz, strict=True)), "open": rows.open_,
            **{f"m{i}": rows.words.view("i8")[:, i].copy() for i in (0, 1)},
        }  # fmt: skip
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.register("given", columns)
        self.connection.execute(LISTED.format(every=list(EVERY)))
        self.connection.unregister("given")

    def ask(self, circle: Circle) -> Found:
        """Counts, total, page. No circle of the race crosses 180 degrees."""
        x, y, z = (f"({axis!r})::double" for axis in circle.middle)
        square, box = SQUARE.format(x, x, y, y, z, z), box_around(circle.point, MILES + 0.001)
        among = AMONG.format(square=square)
        given = [box.south, box.north, box.west, box.east, circle.square]
        counts: dict[int, int] = {}
        for needed, counted in circle.passes:
            answers = f"select unnest(bits) as bit {among} {having(needed)}"
            sums = f"select bit, count(*) from ({answers}) group by bit"
            own = dict(self.connection.execute(sums, given).fetchall())
            counts.update({bit: own[bit] for bit in counted if bit in own})
        rest = f"{among} {having(circle.needed)}"
        total = self.connection.execute(f"select count(*) {rest}", given).fetchone()[0]
        nearest = f"select id {rest} order by {square}, id limit {PAGE}"
        page = self.connection.execute(nearest, given).fetchall()
        return Found(total, [key for (key,) in page], counts)

    def close(self) -> None:
        """Let go of its memory."""
        self.connection.close()
