"""A program that edits clinics at random with the product's own actions, and by SQL.

Started as `python -m tests.directory.changes_writer`; its first line of input is an `Order` as
JSON. It writes a line when it has begun, and how many transactions it has committed at its end.
"""

import datetime as dt
import json
import sys
import time
from dataclasses import asdict, dataclass
from random import Random


@dataclass(frozen=True)
class Order:
    """What a writer edits: `own` clinics alone, `shared` with others. Pauses are in seconds."""

    seed: int
    edits: int
    own: list[int]
    shared: list[int]
    pause: float

    def line(self) -> str:
        return json.dumps(asdict(self))


def write(order: Order) -> int:
    """Edit, now and then two clinics at once; commit after a while, or roll back."""
    from django.db import DatabaseError, transaction  # noqa: PLC0415  (needs Django set up)

    from tests.directory.changes_edits import edit  # noqa: PLC0415

    random, committed, own = Random(order.seed), 0, list(order.own)
    for number in range(order.edits):
        try:
            with transaction.atomic():
                for _one in range(random.choice((1, 1, 2))):
                    key = random.choice(own if random.random() < 0.7 else order.shared)
                    edit(random, key, own, name=f"{order.seed}-{number}")
                pause(random, order.pause)
                if random.random() < 0.1:
                    transaction.set_rollback(True)
            committed += 1
        except DatabaseError:  # two writers waited for each other, and this one gave way
            continue
    return committed


def pause(random: Random, usual: float) -> None:
    """Often nothing, mostly a little, seldom ten times as much."""
    if (drawn := random.random()) < 0.6:
        time.sleep(random.random() * usual * (10 if drawn < 0.05 else 1))


def begun(at: dt.datetime) -> str:
    return f"begun at {at:%H:%M:%S}"


if __name__ == "__main__":
    import django

    django.setup()
    ordered = Order(**json.loads(sys.stdin.readline()))
    print(begun(dt.datetime.now(dt.UTC)), flush=True)
    print(write(ordered), flush=True)
