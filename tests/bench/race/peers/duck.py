"""DuckDB, in this process: its own columns, and SQL."""

from __future__ import annotations

import numpy as np

from clinics.geo import box_around
from tests.bench.race.asked import MILES, Circle
from tests.bench.race.peers.peer import Missing, Peer
from tests.bench.race.peers.sums import SQUARE
from tests.bench.race.rows import PAGE, Found

AMONG = """
from r where latitude between ? and ? and longitude between ? and ? and open and {square} <= ?
"""


class Duck(Peer):
    """Rows in the order of cells, so that whole pieces are passed over."""

    name = "DuckDB, in process"

    def build(self) -> None:
        """Copied into its memory."""
        try:
            import duckdb  # noqa: PLC0415  (not installed everywhere)
        except ImportError as error:
            raise Missing("DuckDB is not installed (`pip install duckdb`).") from error
        rows = self.rows
        columns = {
            "id": rows.id, "latitude": rows.latitude, "longitude": rows.longitude,
            **dict(zip("xyz", rows.xyz, strict=True)), "open": rows.open_,
            **{f"m{i}": np.ascontiguousarray(rows.words[:, i]) for i in (0, 1)},
        }  # fmt: skip
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.register("given", columns)
        self.connection.execute("create table r as select * from given")
        self.connection.unregister("given")

    def ask(self, circle: Circle) -> Found:
        """The sums, then the page. No circle of the race crosses 180 degrees."""
        x, y, z = (f"({axis!r})::double" for axis in circle.middle)
        square, box = SQUARE.format(x, x, y, y, z, z), box_around(circle.point, MILES + 0.001)
        among = AMONG.format(square=square)
        given = [box.south, box.north, box.west, box.east, circle.square]
        total, counts = 0, dict[int, int]()
        for needed, counted in circle.passes:
            sums = ", ".join(f"sum((m{bit // 64} >> {bit % 64}) & 1)" for bit in counted)
            statement = f"select count(*), {sums} {among} {having_in_duck(needed)}"
            count, *own = self.connection.execute(statement, given).fetchone()
            total = count if needed == circle.needed else total
            counts.update({bit: int(n) for bit, n in zip(counted, own, strict=True) if n})
        rest = f"{having_in_duck(circle.needed)} order by {square}, id limit {PAGE}"
        page = self.connection.execute(f"select id {among} {rest}", given).fetchall()
        return Found(total, [key for (key,) in page], counts)

    def close(self) -> None:
        """Let go of its memory."""
        self.connection.close()


def having_in_duck(needed: tuple[int, ...]) -> str:
    """The condition that the bits are there."""
    return "".join(f" and (m{bit // 64} >> {bit % 64}) & 1 = 1" for bit in needed)
