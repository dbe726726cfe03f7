"""Connections that do not wait for ever: also while the server, or the line to it, hangs.

The server's own limits (`limits.py`) end what takes too long. A server that has been stopped, or
that no packet reaches, ends nothing. So this side counts as well.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

Value = TypeVar("Value")

SILENCE = 1.5
"""Seconds without any answer to any thread of this process, after which the newest ones give up."""
MAY_WAIT = 2
"""So many threads may wait for a silent server. The rest stay free for what needs no database."""

_asked: dict[int, tuple[str, float]] = {}
"""By a number of its own, whom and when each thread asked that waits for an answer just now."""
_last_answer: dict[str, float] = {}
"""By the name of a server."""


class Silent(psycopg.OperationalError):
    """The server did not answer in time. The connection is closed."""


def silence(server: str) -> float:
    """For how many seconds a server has owed this process an answer, and given none."""
    if waiting := _waiting_for(server):
        return monotonic() - max(_last_answer.get(server, 0.0), min(waiting))
    return 0.0


def _waiting_for(server: str) -> list[float]:
    """Since when threads wait for a server."""
    return [asked for whom, asked in tuple(_asked.values()) if whom == server]


class Impatient(psycopg.Connection[Any]):
    """A connection whose statements raise Silent after `patience` seconds.

    While its `server` is silent, all but `may_wait` threads raise it sooner.
    """

    patience: float = 15.0
    server: str = "default"
    may_wait: int = MAY_WAIT
    """None for a replica: another server can answer."""
    may_be_slow = False
    """Whether it reads much on purpose: that it waits says nothing about the server."""

    def wait(self, gen: PQGen[Value], interval: float = 0.1, timeout: float | None = None) -> Value:
        """Do what `gen` does on the connection; look at the clock every `interval` seconds."""
        return super().wait(self._watched(gen), interval, timeout)

    def _watched(self, gen: PQGen[Value]) -> Generator[Any, Any, Value]:
        asked = monotonic()
        key = id(gen)
        if not self.may_be_slow:
            _asked[key] = self.server, asked
        try:
            wants = next(gen)
            while True:
                ready = yield wants
                if not ready and self._is_tired(asked):
                    self.pgconn.finish()
                    raise Silent(f"no answer within {monotonic() - asked:.1f} seconds")
                wants = gen.send(ready)
        except StopIteration as done:
            _last_answer[self.server] = monotonic()
            value: Value = done.value
            return value
        finally:
            _asked.pop(key, None)

    def _is_tired(self, asked: float) -> bool:
        if monotonic() - asked > self.patience:
            return True
        if self.may_be_slow:
            return False
        waiting = _waiting_for(self.server)
        is_newest = asked == max(waiting)
        return len(waiting) > self.may_wait and is_newest and silence(self.server) > SILENCE

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give the statements of the block another time."""
        former, self.patience = self.patience, seconds
        try:
            yield
        finally:
            self.patience = former


def may_be_slow(connection: psycopg.Connection[Any], seconds: float) -> None:
    """Let each statement on a connection take so long."""
    if isinstance(connection, Impatient):
        connection.may_be_slow, connection.patience = True, seconds


# Threads that wait are not in a child.
os.register_at_fork(after_in_child=_asked.clear)
