"""Normalised tables in PostgreSQL: a row for each answer of each clinic, counted by group."""

from __future__ import annotations

from typing import Any

from django.db import connection

from directory.search.columns.rows import cell_ranges
from tests.bench.race.asked import EVERY, MILES, Circle
from tests.bench.race.peers.nearest import connected
from tests.bench.race.peers.peer import Peer
from tests.bench.race.peers.sums import SETTINGS, SQUARE
from tests.bench.race.rows import PAGE, Found

MADE = (
    "create table race_answer (clinic_id bigint, item smallint)",
    *(
        f"""insert into race_answer select r.id, bit from race_masks r, unnest(%s::int[]) bit
        where bit / 64 = {word} and r.m{word} >> bit %% 64 & 1 = 1 order by r.cell, r.id"""
        for word in (0, 1)
    ),
    "create index on race_answer (clinic_id, item)",
    "create index on race_answer (item, clinic_id)",
    "vacuum analyze race_answer",
)
NEAR = """
with near as materialized (
    select r.id, {square} as square from unnest(%s::int[], %s::int[]) as w(low, high)
    join race_masks r on r.cell between w.low and w.high
    where r.open and {square} <= %s
)
"""
HAS = " and exists (select from race_answer a where a.clinic_id = near.id and a.item = {})"


class Tables(Peer):
    """Three statements: the counts by `group by`, the total, the page."""

    name = "PostgreSQL, a table of answers (m2m)"

    def build(self) -> None:
        """Made once, from the table of `Sums`, which has to be made first."""
        self.connection = connected(options=SETTINGS)
        with connection.cursor() as cursor:
            cursor.execute("select to_regclass('race_answer')")
            if cursor.fetchone() == (None,):
                for statement in MADE:
                    cursor.execute(statement, [list(EVERY)] if "%s" in statement else None)

    def ask(self, circle: Circle) -> Found:
        """Counts, total, page."""
        x, y, z = (repr(axis) for axis in circle.middle)
        near = NEAR.format(square=SQUARE.format(x, x, y, y, z, z))
        given: list[Any] = [*cell_ranges(circle.point, MILES), circle.square]
        has = "".join(HAS.format(bit) for bit in circle.needed)
        counts: dict[int, int] = {}
        with self.connection.cursor() as cursor:
            for needed, counted in circle.passes:
                own = "".join(HAS.format(bit) for bit in needed)
                cursor.execute(
                    f"{near} select item, count(*) from near join race_answer f "
                    f"on f.clinic_id = near.id where item = any(%s) {own} group by item",
                    [*given, list(counted)],
                )
                counts.update(cursor.fetchall())
            cursor.execute(f"{near} select count(*) from near where true {has}", given)
            (total,) = cursor.fetchone() or (0,)
            cursor.execute(
                f"{near} select id from near where true {has} order by square, id limit {PAGE}",
                given,
            )
            page = [key for (key,) in cursor.fetchall()]
        return Found(total, page, counts)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
