"""How far the clock of this machine is from that of the database.

What is written has moments of both, and each machine reads what another one wrote. So where they
differ by more than a moment, codes and links end at once or never, limits count nothing, and what
is kept for a day is deleted today.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection

APART = 60.0
"""Seconds by which the clocks may differ. Machines that keep the time differ by milliseconds."""
ASKS = "select extract(epoch from clock_timestamp())::float8"


def seconds_ahead(ask: Callable[[str], float]) -> float:
    """By how many seconds this machine is ahead of the database, at least; behind: below 0.

    `ask` asks the database for its time. How long the answer takes makes no difference.
    """
    began = time.time()
    theirs = ask(ASKS)
    return max(began - theirs, 0.0) or min(time.time() - theirs, 0.0)


def difference(ahead: float) -> str:
    """A difference in words, for whoever operates the site; '' for one that does no harm."""
    if abs(ahead) <= APART:
        return ""
    side = "ahead of" if ahead > 0 else "behind"
    return f"the clock of this machine is {abs(ahead):,.0f} s {side} that of the database"


def difference_now() -> str:
    """The same, of this moment. One query."""
    return difference(seconds_ahead(_asked))


def _asked(order: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(order)
        return float(cursor.fetchone()[0])
