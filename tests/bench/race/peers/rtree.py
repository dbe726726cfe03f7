"""SQLite, which comes with Python: an R*Tree of points that carries the masks."""

from __future__ import annotations

import sqlite3

from clinics.geo import box_around
from tests.bench.race.asked import MILES, Circle
from tests.bench.race.peers.peer import Peer
from tests.bench.race.peers.sums import SQUARE, having
from tests.bench.race.rows import PAGE, Found

TABLE = """
create virtual table r using rtree(
    id, south, north, west, east, +x real, +y real, +z real, +m0 int, +m1 int, +open int)
"""
AMONG = """
from r where south <= ? and north >= ? and west <= ? and east >= ? and open and {square} <= ?
"""


class RTree(Peer):
    """The tree finds the box around the circle, and the rest is as in `Sums`."""

    name = "SQLite, R*Tree and sums"

    def build(self) -> None:
        """The file is made once."""
        path = self.folder / "rtree.sqlite"
        made = path.exists()
        self.connection = sqlite3.connect(path)
        if made:
            return
        self.connection.execute(TABLE)
        rows = self.rows
        south, west = rows.latitude.tolist(), rows.longitude.tolist()
        self.connection.executemany(
            "insert into r values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            zip(rows.id.tolist(), south, south, west, west, *rows.xyz.tolist(),
                *rows.words.view("i8").T.tolist(), rows.open_.tolist(), strict=True),
        )  # fmt: skip
        self.connection.commit()

    def ask(self, circle: Circle) -> Found:
        """The sums, then the page. No circle of the race crosses 180 degrees."""
        x, y, z = (repr(axis) for axis in circle.middle)
        square, box = SQUARE.format(x, x, y, y, z, z), box_around(circle.point, MILES + 0.001)
        among = AMONG.format(square=square)
        given = [box.north, box.south, box.east, box.west, circle.square]
        total, counts = 0, dict[int, int]()
        for needed, counted in circle.passes:
            sums = ", ".join(f"sum(m{bit // 64} >> {bit % 64} & 1)" for bit in counted)
            statement = f"select count(*), {sums} {among} {having(needed)}"
            count, *own = self.connection.execute(statement, given).fetchone()
            total = count if needed == circle.needed else total
            counts.update({bit: n for bit, n in zip(counted, own, strict=True) if n})
        rest = f"{having(circle.needed)} order by {square}, id limit {PAGE}"
        page = self.connection.execute(f"select id {among} {rest}", given).fetchall()
        return Found(total, [key for (key,) in page], counts)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()
