"""Plain SQL in PostgreSQL: masks as two numbers, one sum for each bit that is counted."""

from __future__ import annotations

from typing import Any

from django.db import connection

from directory.search.columns.rows import cell_ranges
from tests.bench.race.asked import MILES, Circle
from tests.bench.race.peers.nearest import connected
from tests.bench.race.peers.peer import Peer
from tests.bench.race.rows import PAGE, Found

TABLE = """
create table race_masks (
    id bigint, cell int, x float8, y float8, z float8, m0 bigint, m1 bigint, open boolean)
"""
INDEX = "create index on race_masks (cell) include (id, x, y, z, m0, m1, open)"
AMONG = """
from unnest(%s::int[], %s::int[]) as w(low, high)
join race_masks r on r.cell between w.low and w.high
where r.open and {square} <= %s
"""
# The planner takes a circle to hold a quarter of all rows, whatever its size, so it would read all
# rows of both tables: ten to a hundred times as long for most circles.
SETTINGS = (
    "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
    " -c max_parallel_workers_per_gather=0"
)
SQUARE = "(r.x - {}) * (r.x - {}) + (r.y - {}) * (r.y - {}) + (r.z - {}) * (r.z - {})"


class Sums(Peer):
    """Two statements: the sums (one more for each group that leaves its tick aside), and a page."""

    name = "PostgreSQL, a sum for each bit"

    def build(self) -> None:
        """The table is made once."""
        self.connection = connected(options=SETTINGS)
        with connection.cursor() as cursor:
            cursor.execute("select to_regclass('race_masks')")
            if cursor.fetchone() != (None,):
                return
            cursor.execute(TABLE)
            rows, signed = self.rows, self.rows.words.view("i8")
            with cursor.copy("copy race_masks from stdin") as copy:
                for row in zip(rows.id.tolist(), rows.cell.tolist(), *rows.xyz.tolist(),
                               *signed.T.tolist(), rows.open_.tolist(), strict=True):  # fmt: skip
                    copy.write_row(row)
            cursor.execute(INDEX)
            cursor.execute("vacuum analyze race_masks")

    def ask(self, circle: Circle) -> Found:
        """The sums, then the page."""
        x, y, z = (repr(axis) for axis in circle.middle)
        square = SQUARE.format(x, x, y, y, z, z)
        among = AMONG.format(square=square)
        given: list[Any] = [*cell_ranges(circle.point, MILES), circle.square]
        total, counts = 0, dict[int, int]()
        with self.connection.cursor() as cursor:
            for needed, counted in circle.passes:
                sums = ", ".join(f"sum((m{bit // 64} >> {bit % 64} & 1)::int)" for bit in counted)
                cursor.execute(f"select count(*), {sums} {among} {having(needed)}", given)
                count, *own = cursor.fetchone() or (0,)
                total = count if needed == circle.needed else total
                counts.update({bit: int(n) for bit, n in zip(counted, own, strict=True) if n})
            cursor.execute(
                f"select id {among} {having(circle.needed)} order by {square}, id limit {PAGE}",
                given,
            )
            page = [key for (key,) in cursor.fetchall()]
        return Found(total, page, counts)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


def having(needed: tuple[int, ...]) -> str:
    """The condition that the bits are there."""
    return "".join(f" and (m{bit // 64} >> {bit % 64}) & 1 = 1" for bit in needed)
