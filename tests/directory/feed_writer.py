"""A program that edits search rows at random, and says after each commit what must be seen now.

Started as `python -m tests.directory.feed_writer`; its first line of input is an `Order` as JSON.
After each commit of a row that nobody else edits it writes a line with the row, and waits for a
line: whoever reads them searches in between.
"""

import json
import sys
import time
from dataclasses import asdict, dataclass
from random import Random

import psycopg

KINDS = ("mask", "mask", "price", "move", "rename", "gone")
SEEN = """
select encode(p, 'hex'), name_key::text, array_to_string(words, ' ') from clinics_searchrow
where clinic_id = %s
"""
BACK = """
insert into clinics_searchrow (clinic_id, x, y, z, latitude, longitude, state, county, stated,
  confirmed, paid, course_cents, course_partial, rating, rating_count, last_confirmed, next_due,
  name_key, words)
select %s, cosd(a) * cosd(o), cosd(a) * sind(o), sind(a), a, o, 'FL', 12099, b, b, b, 100, false,
  null, 0, null, null, 'back again', array['again', 'back']
from (select %s::float8 as a, %s::float8 as o, decode(repeat('05', 24), 'hex') as b) given
"""
MOVE = """
update clinics_searchrow set x = cosd(a) * cosd(o), y = cosd(a) * sind(o), z = sind(a),
  latitude = a, longitude = o
from (select %s::float8 as a, %s::float8 as o) given where clinic_id = %s
"""


@dataclass(frozen=True)
class Order:
    """What a writer does: `kind` is "sql" or "site". It edits `own` alone, `shared` with others.

    `held`: so many seconds a second transaction of it stays open after writing.
    """

    kind: str
    conninfo: dict[str, str]
    seed: int
    edits: int
    own: list[int]
    shared: list[int]
    held: float
    pause: float

    def line(self) -> str:
        return json.dumps(asdict(self))


def told(key: int, row: tuple | None) -> None:
    """Say what a committed row is, None when it is gone, and wait until somebody has searched."""
    print(json.dumps([key, row]), flush=True)
    sys.stdin.readline()


class Held:
    """A transaction that has written, and stays open for a while."""

    def __init__(self, order: Order) -> None:
        self.order, self.until = order, 0.0
        self.connection = psycopg.connect(**order.conninfo)

    def renew(self, random: Random, key: int) -> None:
        if time.monotonic() > self.until:
            self.connection.commit()
            self.connection.execute(
                "update clinics_searchrow set course_cents = %s where clinic_id = %s",
                [random.randrange(9999), key],
            )
            self.until = time.monotonic() + self.order.held


def write_sql(order: Order, random: Random) -> None:
    """Edits by statements; commits after pauses, rolls some back."""
    held = Held(order)
    with psycopg.connect(**order.conninfo) as connection:
        for _number in range(order.edits):
            held.renew(random, order.own[0])
            is_own = random.random() < 0.85
            key = random.choice(order.own[1:] if is_own else order.shared)
            if random.random() < 0.5:
                connection.execute("select pg_current_xact_id()")  # takes its number early
            pause(order, random)
            if random.random() < 0.3:
                connection.execute("savepoint one")
            _edit(connection, random, key)
            seen = connection.execute(SEEN, [key]).fetchone()
            pause(order, random)
            if random.random() < 0.1:
                connection.rollback()
                continue
            connection.commit()
            if is_own:
                told(key, seen)
    held.connection.commit()


def _edit(connection: psycopg.Connection, random: Random, key: int) -> None:
    found = connection.execute(
        "select stated, latitude, longitude from clinics_searchrow where clinic_id = %s for update",
        [key],
    ).fetchone()
    place = random.uniform(25, 49), random.uniform(-124, -70)
    if found is None:
        # Whoever else has put it back meanwhile is waited for, and goes first.
        connection.execute(f"{BACK} on conflict do nothing", [key, *place])
        return
    stated, latitude, longitude = found
    kind = random.choice(KINDS)
    if kind == "gone":
        connection.execute("delete from clinics_searchrow where clinic_id = %s", [key])
    elif kind == "move":
        if latitude is not None and random.random() < 0.5:  # perhaps within its cell
            place = latitude + random.gauss(0, 0.03), longitude + random.gauss(0, 0.03)
        connection.execute(MOVE, [*place, key])
    elif kind == "rename":
        words = [random.choice(("amber", "tilia", "zephyr")), random.choice(("bay", "quay"))]
        connection.execute(
            "update clinics_searchrow set name_key = %s, words = %s where clinic_id = %s",
            [" ".join(words), sorted(words), key],
        )
    else:
        mask = bytearray(stated)
        mask[random.randrange(15)] ^= 1 << random.randrange(8)
        connection.execute(
            "update clinics_searchrow set stated = %s, confirmed = %s, paid = %s, rating = %s,"
            " course_cents = %s where clinic_id = %s",
            [bytes(mask)] * 3 + [random.uniform(1, 5), random.randrange(500_000), key],
        )


def pause(order: Order, random: Random) -> None:
    """Often nothing, mostly a little, seldom ten times as much."""
    if (drawn := random.random()) < 0.55:
        time.sleep(random.random() * order.pause * (10 if drawn < 0.05 else 1))


def write_as_the_site(order: Order, random: Random) -> None:
    """Edits by the product's own actions."""
    import django  # noqa: PLC0415  (the other writers start sooner without it)

    django.setup()
    from tests.directory.feed_site import edit, packed_row  # noqa: PLC0415  (needs Django set up)

    for _number in range(order.edits):
        key = random.choice(order.own)
        edit(random, key)
        told(key, packed_row(key))


if __name__ == "__main__":
    ordered = Order(**json.loads(sys.stdin.readline()))
    drawn = Random(ordered.seed)
    (write_sql if ordered.kind == "sql" else write_as_the_site)(ordered, drawn)
