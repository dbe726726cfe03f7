"""The columns of this process: loaded once, brought up to date by every search, used one by one.

They are kept for each server apart (the primary and every replica that readers are answered from):
what one server shows just now is not what another one shows.
"""

from __future__ import annotations

import datetime as dt
import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from time import monotonic

from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connection, connections

from directory.databases import replicas
from directory.databases.outage import Away, outage_of
from directory.databases.patience import SILENCE, may_be_slow, silence
from directory.search.columns.columns import Columns, Full
from directory.search.columns.day import turn_to
from directory.search.columns.feed import OwnWrites, Snapshot, Stale, now, sync
from directory.search.columns.records import days
from directory.search.columns.rows import Reach, binary_cursor, in_reach
from directory.sight.counts import synced, timed

logger = logging.getLogger(__name__)

FEW = 50_000
"""So many rows are loaded while the search waits: it takes less than a second."""

LONGEST = 20.0
"""So many seconds a search of everything waits until all is loaded anew, at most."""

NAME = "search columns"
"""What the server calls a connection that loads."""

PATIENCE = "5s"
"""So long loading waits for a lock on the table."""
READING = 120
"""So many seconds one of its statements may take, also in a web process."""
GLANCE = 0.25
"""Seconds after which a thread that waits for its turn looks whether the database hangs."""


@dataclass
class Loaded:
    """Columns of everything, and the snapshot that they hold."""

    columns: Columns
    seen: Snapshot


@dataclass
class Held:
    """What this process holds of one server, by its name in the settings."""

    name: str
    lock: threading.RLock = field(default_factory=threading.RLock)
    loaded: Loaded | None = None
    loading: threading.Thread | None = None

    @property
    def is_loading(self) -> bool:
        """Whether a thread loads everything anew."""
        return self.loading is not None and self.loading.is_alive()


_held: dict[str, Held] = {}


def held() -> Held:
    """What is held of the server that this thread reads from."""
    return _held_of(connection.alias)


def _held_of(name: str) -> Held:
    return _held.setdefault(name, Held(name))


@contextmanager
def columns_for(reach: Reach | None, *, on: dt.date) -> Iterator[Columns]:
    """Columns that hold the reach (everything) exactly as the database has it now, for a day.

    They are this process's own, which nobody else uses in the block; one query. Where these cannot
    answer at once, they are read for this question alone, and nobody waits: in a transaction that
    may have written, or while everything is loaded anew. Only who asks for everything waits then.
    """
    if not may_have_written():
        own = held()
        if reach is None and (loading := own.loading):
            _await(loading, own)
        with _turn(own):
            if columns := _up_to_date(own, on):
                yield columns
                return
    yield private(reach, on=on)


@contextmanager
def _turn(own: Held) -> Iterator[None]:
    """Wait for the lock. Raises OperationalError where its holder waits for a server that hangs: a
    thread that waited along could not even answer what needs no database.
    """
    while not own.lock.acquire(timeout=GLANCE):
        _refuse_if_it_hangs(own)
    try:
        yield
    finally:
        own.lock.release()


def _await(loading: threading.Thread, own: Held) -> None:
    until = monotonic() + LONGEST
    while loading.is_alive() and monotonic() < until:
        loading.join(GLANCE)
        _refuse_if_it_hangs(own)


def _refuse_if_it_hangs(own: Held) -> None:
    if silence(own.name) > SILENCE or outage_of(own.name).is_on:
        raise OperationalError("The search waits for a database that hangs.") from Away()


def private(reach: Reach | None, *, on: dt.date) -> Columns:
    """Columns of a reach alone. One query, and those of `turn_to`."""
    with binary_cursor(connection) as cursor:
        columns = in_reach(cursor, reach)
    turn_to(columns, on)
    return columns


def may_have_written() -> bool:
    """Whether the connection is in a transaction that PostgreSQL would let write."""
    if not connection.in_atomic_block:
        return False
    return not connection.connection or not connection.connection.read_only


def preload() -> None:
    """Load everything in a process that is about to fork: its children share the memory.

    No connection is left open. Without a database, each child loads for itself when it has to.
    """
    for name in (DEFAULT_DB_ALIAS, *replicas.names()):
        try:
            _held_of(name).loaded = load(name)
        except DatabaseError:
            logger.warning("The search columns were not loaded: %s does not answer.", name)
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    # What stands here stays: the children's collector neither looks through it nor copies it.
    gc.collect()
    gc.freeze()


def load(name: str = DEFAULT_DB_ALIAS) -> Loaded:
    """Everything that a server has, from one snapshot, on a connection of its own. Six statements.

    Raises OperationalError when somebody keeps the table locked.
    """
    with timed("loads"):
        loaded = _load(name)
    synced(loaded.columns.count)
    return loaded


def _load(name: str) -> Loaded:
    own = connections[name].copy()
    # Whoever searches holds a connection and waits for this: the pool may have no other left.
    own.settings_dict["OPTIONS"].pop("pool", None)
    own.settings_dict["OPTIONS"]["application_name"] = NAME
    try:
        own.ensure_connection()
        may_be_slow(own.connection, READING)
        with own.wrap_database_errors, own.connection.transaction():
            own.connection.execute("set transaction isolation level repeatable read, read only")
            own.connection.execute(f"set local lock_timeout = '{PATIENCE}'")
            own.connection.execute(f"set local statement_timeout = '{READING}s'")
            with own.cursor() as cursor:
                seen = now(cursor)
            with binary_cursor(own, name="rows") as cursor:
                columns = in_reach(cursor, None, grows=True)
    finally:
        own.close()
    return Loaded(columns, seen)


def _up_to_date(own: Held, on: dt.date) -> Columns | None:
    """This process's columns as of now and that day; None when they cannot be had at once."""
    if own.loaded is not None:
        try:
            with timed("syncs"), binary_cursor(connection) as cursor:
                own.loaded.seen = sync(own.loaded.columns, own.loaded.seen, cursor)
            synced(own.loaded.columns.count)
        except OwnWrites:
            return None
        except (Stale, Full):
            are_many = own.loaded.columns.count > FEW
            own.loaded = None  # there need not be room for two of them
            if are_many:
                _load_beside(own)
    if own.loaded is None and not own.is_loading:
        try:
            own.loaded = load(own.name)
        except OperationalError:
            # Perhaps this very thread is in the way of the one whom loading waited for.
            return None
    if own.loaded is None:
        return None
    columns = own.loaded.columns
    if columns.day is not None and days(on) < columns.day:
        return None
    if columns.is_filling:
        _load_beside(own)
    turn_to(columns, on)
    return columns


def _load_beside(own: Held) -> None:
    """Load everything in a thread; this process's columns, if any, are used until it has ended."""
    if not own.is_loading:
        own.loading = threading.Thread(
            target=copy_context().run, args=(_replace, own), name="load search columns", daemon=True
        )
        own.loading.start()


def _replace(own: Held) -> None:
    try:
        fresh = load(own.name)
    except DatabaseError:
        logger.exception("The search columns could not be loaded anew.")
        return
    with own.lock:
        own.loaded = fresh
