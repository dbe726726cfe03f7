"""The columns of this process: loaded once, brought up to date by every search, used one by one."""

from __future__ import annotations

import datetime as dt
import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from time import monotonic

from django.db import DatabaseError, OperationalError, connection

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


_lock = threading.RLock()
_loaded: Loaded | None = None
_loading: threading.Thread | None = None


@contextmanager
def columns_for(reach: Reach | None, *, on: dt.date) -> Iterator[Columns]:
    """Columns that hold the reach (everything) exactly as the database has it now, for a day.

    They are this process's own, which nobody else uses in the block; one query. Where these cannot
    answer at once, they are read for this question alone, and nobody waits: in a transaction that
    may have written, or while everything is loaded anew. Only who asks for everything waits then.
    """
    if not may_have_written():
        if reach is None and (loading := _loading):
            _await(loading)
        with _turn():
            if columns := _up_to_date(on):
                yield columns
                return
    yield private(reach, on=on)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for the lock. Raises OperationalError where its holder waits for a server that hangs: a
    thread that waited along could not even answer what needs no database.
    """
    while not _lock.acquire(timeout=GLANCE):
        _refuse_if_it_hangs()
    try:
        yield
    finally:
        _lock.release()


def _await(loading: threading.Thread) -> None:
    until = monotonic() + LONGEST
    while loading.is_alive() and monotonic() < until:
        loading.join(GLANCE)
        _refuse_if_it_hangs()


def _refuse_if_it_hangs() -> None:
    if silence() > SILENCE or outage_of(connection.alias).is_on:
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
    global _loaded
    try:
        _loaded = load()
    except DatabaseError:
        logger.warning("The search columns were not loaded: the database does not answer.")
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    # What stands here stays: the children's collector neither looks through it nor copies it.
    gc.collect()
    gc.freeze()


def load() -> Loaded:
    """Everything, from one snapshot, on a connection of its own. Six statements.

    Raises OperationalError when somebody keeps the table locked.
    """
    with timed("loads"):
        loaded = _load()
    synced(loaded.columns.count)
    return loaded


def _load() -> Loaded:
    own = connection.copy()
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


def _up_to_date(on: dt.date) -> Columns | None:
    """This process's columns as of now and that day; None when they cannot be had at once."""
    global _loaded
    if _loaded is not None:
        try:
            with timed("syncs"), binary_cursor(connection) as cursor:
                _loaded.seen = sync(_loaded.columns, _loaded.seen, cursor)
            synced(_loaded.columns.count)
        except OwnWrites:
            return None
        except (Stale, Full):
            are_many = _loaded.columns.count > FEW
            _loaded = None  # there need not be room for two of them
            if are_many:
                _load_beside()
    if _loaded is None and not _is_loading():
        try:
            _loaded = load()
        except OperationalError:
            # Perhaps this very thread is in the way of the one whom loading waited for.
            return None
    if _loaded is None:
        return None
    columns = _loaded.columns
    if columns.day is not None and days(on) < columns.day:
        return None
    if columns.is_filling:
        _load_beside()
    turn_to(columns, on)
    return columns


def _is_loading() -> bool:
    return _loading is not None and _loading.is_alive()


def _load_beside() -> None:
    """Load everything in a thread; this process's columns, if any, are used until it has ended."""
    global _loading
    if not _is_loading():
        _loading = threading.Thread(
            target=copy_context().run, args=(_replace,), name="load search columns", daemon=True
        )
        _loading.start()


def _replace() -> None:
    global _loaded
    try:
        fresh = load()
    except DatabaseError:
        logger.exception("The search columns could not be loaded anew.")
        return
    with _lock:
        _loaded = fresh
