"""Brings columns to the database's present snapshot by one query.

A transaction is unseen by a snapshot if and only if it was open then, or is not older than `xmax`.
What changed since is every row whose last writer is one of these, and is visible now: exactly that,
however numbers and commits cross. docs/performance.md says more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db.backends.utils import CursorWrapper

from directory.search.columns.columns import Columns
from directory.search.columns.records import RECORD

MOST = 20_001
"""So many changed rows are too many to be written one by one: a second of work."""

SINCE = "select * from clinics_search_since(%s::xid8, %s::xid8[], %s)"
NOW = """
select snapshot, is_standby, identity
from clinics_search_since(pg_snapshot_xmax(pg_current_snapshot()), '{}', 0)
"""


class Stale(Exception):
    """The columns cannot be brought up to date: load them anew."""


class OwnWrites(Exception):
    """The connection's own transaction has written: what it sees is for nobody else."""


@dataclass(frozen=True)
class Snapshot:
    """Which transactions some columns hold: all below `xmax` but the open ones.

    `identity` names the server's run, its last crash, the database and the table's file: with
    another one, what was loaded is of no use.
    """

    xmin: str
    xmax: str
    open: tuple[str, ...]
    is_standby: bool
    identity: str

    @classmethod
    def of(cls, text: str, is_standby: bool, identity: str) -> Snapshot:
        """The snapshot that PostgreSQL writes as `xmin:xmax:open,open`."""
        xmin, xmax, names = text.split(":")
        return cls(xmin, xmax, tuple(filter(None, names.split(","))), is_standby, identity)

    @property
    def since(self) -> str:
        """The first transaction to ask for. A standby does not list its open ones: from `xmin`."""
        return self.xmin if self.is_standby else self.xmax


def now(cursor: CursorWrapper) -> Snapshot:
    """The snapshot of the cursor's statement, or of its transaction. One query."""
    cursor.execute(NOW)
    return Snapshot.of(*cursor.fetchone())


def sync(columns: Columns, seen: Snapshot, cursor: CursorWrapper) -> Snapshot:
    """Write into the columns what `seen` has not, and return what they hold then. One query.

    `cursor` is binary. Raises Stale, OwnWrites, and Full when there is no room left; the columns
    still hold at least what `seen` says.
    """
    cursor.execute(SINCE, [seen.since, list(seen.open), MOST])
    text, is_standby, has_written, identity, gone, packed, names, words = cursor.fetchone()
    rows = np.frombuffer(packed or b"", RECORD)
    if identity != seen.identity or max(len(rows), len(gone or ())) >= MOST:
        raise Stale
    if has_written:
        raise OwnWrites
    for clinic_id in gone or ():
        columns.remove(clinic_id)
    for row, name, said in zip(rows, names or (), words or (), strict=True):
        columns.put(row, name, said)
    return Snapshot.of(text, is_standby, identity)
