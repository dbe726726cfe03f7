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

_asked: dict[int, float] = {}
"""By a number of its own, when each thread asked that waits for an answer just now."""
_last_answer = 0.0


class Silent(psycopg.OperationalError):
    """The server did not answer in time. The connection is closed."""


def silence() -> float:
    """For how many seconds the server has owed this process an answer, and given none."""
    if waiting := tuple(_asked.values()):
        return monotonic() - max(_last_answer, min(waiting))
    return 0.0


class Impatient(psycopg.Connection[Any]):
    """A connection whose statements raise Silent after `patience` seconds.

    While the server is silent, all but MAY_WAIT threads raise it sooner.
    """

    patience: float = 15.0
    may_be_slow = False
    """Whether it reads much on purpose: that it waits says nothing about the server."""

    def wait(self, gen: PQGen[Value], interval: float = 0.1, timeout: float | None = None) -> Value:
        """Do what `gen` does on the connection; look at the clock every `interval` seconds."""
        return super().wait(self._watched(gen), interval, timeout)

    def _watched(self, gen: PQGen[Value]) -> Generator[Any, Any, Value]:
        global _last_answer
        asked = monotonic()
        key = id(gen)
        if not self.may_be_slow:
            _asked[key] = asked
        try:
            wants = next(gen)
            while True:
                ready = yield wants
                if not ready and self._is_tired(asked):
                    self.pgconn.finish()
                    raise Silent(f"no answer within {monotonic() - asked:.1f} seconds")
                wants = gen.send(ready)
        except StopIteration as done:
            _last_answer = monotonic()
            value: Value = done.value
            return value
        finally:
            _asked.pop(key, None)

    def _is_tired(self, asked: float) -> bool:
        if monotonic() - asked > self.patience:
            return True
        waiting = tuple(_asked.values())
        is_newest = not self.may_be_slow and asked == max(waiting)
        return len(waiting) > MAY_WAIT and is_newest and silence() > SILENCE

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
