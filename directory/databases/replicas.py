"""Replicas of the database, from which public pages are read; and which of them may serve whom.

Each process looks at every server twice a second, in threads of their own, so that no request
waits for that. A replica serves who has written nothing that it lacks, while it answers and is
not more than a few seconds behind. Without such a one, the primary serves.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Lock, Thread
from time import monotonic
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from directory.databases.patience import Impatient

NAME = "replica"
PAUSE = 0.5
"""Seconds between two looks at a server."""
ANSWERS = 2.0
"""So many seconds a server may take for its position, and so old an answer may be, and a pause."""
MOST_BEHIND = 5.0
"""Seconds after which what the primary has must have come to a replica, or nobody reads there."""

# A replica that was promoted has no row: it follows nobody any more.
FLUSHED = "select pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint"
REPLAYED = """
select pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint where pg_is_in_recovery()
"""


class Watched:
    """One server: when it said where it stands, in bytes of the write-ahead log; newest last."""

    def __init__(self, name: str, asks: str, kept: int) -> None:
        self.name, self._asks = name, asks
        # Of a replica, what comes to this thread shows the others that it does not hang. Of the
        # primary, it is no reason for more threads to wait.
        self._server = name if name.startswith(NAME) else f"{name}, watched"
        self.said: deque[tuple[float, int]] = deque(maxlen=kept)
        Thread(target=self._watch, name=f"watch {name}", daemon=True).start()

    def newest(self) -> int | None:
        """The position of a moment ago; None if it does not answer."""
        said = self.said[-1] if self.said else None
        is_fresh = said is not None and monotonic() - said[0] < PAUSE + ANSWERS
        return said[1] if said and is_fresh else None

    def missed(self) -> None:
        """Somebody asked it in vain: nobody else shall until it answers again."""
        self.said.clear()

    def _watch(self) -> None:
        while True:
            try:
                with Impatient.connect(**self._reach()) as own:
                    own.server, own.patience = self._server, ANSWERS
                    while self._look(own):
                        time.sleep(PAUSE)
            except psycopg.Error:
                pass
            time.sleep(PAUSE)

    def _reach(self) -> dict[str, Any]:
        params = connections.create_connection(self.name).get_connection_params()
        return {**params, "autocommit": True}

    def _look(self, own: Impatient) -> bool:
        asked = monotonic()
        row = own.execute(self._asks).fetchone()
        if row and row[0] is not None:
            self.said.append((asked, int(row[0])))
        return row is not None


class Replicas:
    """The replicas of this process."""

    def __init__(self, names: list[str]) -> None:
        self._turn = count()
        self._primary = Watched(DEFAULT_DB_ALIAS, FLUSHED, kept=64)
        self._all = {name: Watched(name, REPLAYED, kept=1) for name in names}

    def one_for(self, position: int) -> str | None:
        """The name of a replica that has a position, one after the other; None if none has."""
        good = [name for name, one in self._all.items() if self._may_serve(one, position)]
        return good[next(self._turn) % len(good)] if good else None

    def missed(self, name: str) -> None:
        """A request has found that a replica does not answer."""
        self._all[name].missed()

    def behind(self) -> dict[str, int | None]:
        """By how many bytes of the log each replica is behind; None: one of the two is silent."""
        first = self._primary.newest()
        found = {name: one.newest() for name, one in self._all.items()}
        return {
            name: None if first is None or last is None else max(0, first - last)
            for name, last in found.items()
        }

    def _may_serve(self, one: Watched, position: int) -> bool:
        replayed = one.newest()
        if replayed is None or replayed < position:
            return False
        return not is_behind(tuple(self._primary.said), replayed, monotonic())


def is_behind(said: tuple[tuple[float, int], ...], replayed: int, now: float) -> bool:
    """Whether a replica lacks what may have been there MOST_BEHIND seconds ago.

    `said`: when the primary was asked for its position, and what it said. What a replica lacks came
    after the last question whose answer it has.
    """
    lacking = [at for at, position in said if position > replayed]
    if not said or not lacking:
        return not said
    since = max((at for at, position in said if position <= replayed), default=lacking[0])
    return now - since > MOST_BEHIND


_lock = Lock()
_ours: Replicas | None = None


def names() -> list[str]:
    """The names of the replicas among this process's databases. Commands have none."""
    return [name for name in connections.settings if name.startswith(NAME)]


def replicas() -> Replicas | None:
    """The replicas, watched from the first call on; None without any."""
    global _ours
    if _ours is None and (some := names()):
        with _lock:
            _ours = _ours or Replicas(some)
    return _ours


@contextmanager
def reading_from(name: str | None) -> Iterator[None]:
    """Let whatever this thread asks of its database in the block ask this one; None: its own.

    It takes the place of the primary, so no query can slip by, however it is made. Raises
    RuntimeError within a transaction.
    """
    if name is None:
        yield
        return
    primary = connections[DEFAULT_DB_ALIAS]
    if primary.in_atomic_block:
        raise RuntimeError("A transaction stays with its server.")
    connections[DEFAULT_DB_ALIAS] = connections[name]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


def _forget() -> None:
    global _ours, _lock
    _ours, _lock = None, Lock()


# The threads that watch are not in a child.
os.register_at_fork(after_in_child=_forget)
