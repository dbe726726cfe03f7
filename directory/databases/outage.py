"""Whether a database answers, as far as this process knows; and one line of log an outage.

Once it is known that a database does not answer, nobody asks it any more but one thread, which
tries again and again at the same pace. So requests are refused at once meanwhile, and served again
a moment after it is back, however long it was away.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Event, Lock, Thread
from time import monotonic

import psycopg
from django.db import DEFAULT_DB_ALIAS

from directory.databases.patience import MAY_WAIT

LOG = logging.getLogger(__name__)

PATIENCE = 1.5
"""Seconds after the begin of an outage for which a request waits for its end: a server that
restarts is back by then."""
PAUSE = 0.25
"""Seconds between two attempts to reach a database that is away."""
MOMENT = 1.0
"""Seconds that a thread waits for another one which is getting its connection."""

MEANWHILE = {True: "Whoever needs it gets 503.", False: "Others answer instead."}
"""What the log says of an outage: of the primary, of a replica."""

_known: dict[str, Outage] = {}


class Away(psycopg.OperationalError):
    """The database does not answer, and this is known without asking it."""


class Outage:
    """What is known about one database: by its name in the settings."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._is_primary = name == DEFAULT_DB_ALIAS
        # Whoever asks a replica in vain asks the primary.
        self._patience = PATIENCE if self._is_primary else 0.0
        self._lock = Lock()
        self._door = Lock()
        self._entered = 0.0
        self._began: float | None = None
        self._is_over = Event()
        self._places = BoundedSemaphore(MAY_WAIT)

    @property
    def is_on(self) -> bool:
        """Whether the database is known not to answer."""
        return self._began is not None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one thread after the other get its connection, which takes milliseconds.

        Raises Away where the one before takes longer than a moment: the server hangs.
        """
        left = 0.0 if self.is_on else self._entered + MOMENT - monotonic()
        if not (self._door.acquire(blocking=False) or self._wait_at_door(left)):
            raise Away(f"the database {self._name} is slow to answer")
        self._entered = monotonic()
        try:
            yield
        finally:
            self._door.release()

    def _wait_at_door(self, seconds: float) -> bool:
        return seconds > 0 and self._door.acquire(timeout=seconds)

    def pass_or_refuse(self) -> None:
        """Return if the database may answer. Raises Away.

        In the first moments of an outage, a few threads wait whether it ends.
        """
        if (began := self._began) is None:
            return
        left = began + self._patience - monotonic()
        if left <= 0 or not self._places.acquire(blocking=False):
            raise Away(f"the database {self._name} does not answer")
        try:
            if not self._is_over.wait(left):
                raise Away(f"the database {self._name} does not answer")
        finally:
            self._places.release()

    def begin(self, error: psycopg.Error, reach: Callable[[], None]) -> None:
        """The database was asked in vain. `reach` asks it, and raises psycopg.Error."""
        with self._lock:
            if self.is_on:
                return
            self._began = monotonic()
            self._is_over.clear()
        LOG.error(
            "The database %s does not answer: %s. %s",
            *(self._name, _reason(error), MEANWHILE[self._is_primary]),
        )
        Thread(target=self._watch, args=(reach,), name="await database", daemon=True).start()

    def _watch(self, reach: Callable[[], None]) -> None:
        while True:
            try:
                reach()
            except Exception:  # whatever it is: an outage without this thread would never end
                time.sleep(PAUSE)
            else:
                return self._end()

    def _end(self) -> None:
        with self._lock:
            length = monotonic() - (self._began or 0.0)
            self._began = None
            self._is_over.set()
        LOG.warning("The database %s answers again, after %.1f s.", self._name, length)


def outage_of(name: str) -> Outage:
    """What this process knows about a database, by its name in the settings."""
    return _known.setdefault(name, Outage(name))


def _reason(error: psycopg.Error) -> str:
    """The first line of what the driver or the server says; no password stands there."""
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")


# The thread that waits for the end is not in a child; the child finds out for itself.
os.register_at_fork(after_in_child=_known.clear)
