"""Whether this process may be sent readers: what `/readyz` asks, and an answer in time.

*Whether anything can be written* is not known from reading: PostgreSQL answers from memory while
its disk is full. So a sort is made to write a megabyte beside the tables, into a file that is
gone with the statement. That needs no right to write, no table and no number of a transaction, and
fails as an INSERT would. It is done once in KEPT_SECONDS. A server that only reads, such as a
standby, says so, and so does a machine whose clock is not the database's: it saves nothing. The
disk of the documents is looked at where it is one of this machine.
"""

from __future__ import annotations

from pathlib import Path
from shutil import disk_usage
from threading import Lock, Thread
from time import monotonic

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import Error, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from directory.databases.clock import apart
from directory.databases.faults import UNWRITABLE, fault_of
from directory.databases.outage import outage_of
from directory.site.restoring import is_restoring

WITHIN = 1.5
"""Seconds after which no answer is the answer. The server's own limits do not act while it hangs,
and a load balancer asks again after a few seconds."""
KEPT_SECONDS = 10
ROOM = 32 * 2**20
"""Bytes that must be free for documents: more than one that is handed in."""
AWAY = "the database does not answer"
ONLY_READS = "select pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool"
SPILL = "select count(distinct repeat(md5(number::text), 32)) from generate_series(1, 1000) number"

_lock = Lock()
_asking: _Asking | None = None
_tried = -KEPT_SECONDS * 1.0
_cannot_write = ""


class _Asking(Thread):
    """Looks, on a connection of its own. `found` is what it found, None as long as it looks."""

    found: str | None = None

    def run(self) -> None:
        try:
            self.found = look()
        finally:
            connection.close()


def why_not() -> str:
    """Why nobody should be sent here, in words; '' when all is well. Answers within two seconds.

    Another thread asks, and may be left hanging. There is one at a time, for all who want to know.
    """
    global _asking
    if outage_of(connection.alias).is_on:
        return AWAY
    with _lock:
        if _asking is None or not _asking.is_alive():
            _asking = _Asking(name="readyz", daemon=True)
            _asking.start()
        asking = _asking
    asking.join(WITHIN)
    return AWAY if asking.found is None else asking.found


def look() -> str:
    """The same, asked by this thread on its connection, however long it takes."""
    try:
        return _schema() or apart() or _writing() or documents_lack_room()
    except Error:
        return AWAY


def _schema() -> str:
    """Whether tables and code belong together. Three queries."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    if is_restoring():
        return "the database is being restored"
    if waiting := executor.migration_plan(loader.graph.leaf_nodes()):
        return f"{len(waiting)} migrations are not applied"
    known = set(loader.disk_migrations)
    known |= {old for one in loader.disk_migrations.values() for old in one.replaces}
    newer = [key for key in loader.applied_migrations
             if key[0] in loader.migrated_apps and key not in known]  # fmt: skip
    return f"{len(newer)} migrations of the database are newer than the code" if newer else ""


def _writing() -> str:
    """What `cannot_write` said in the last KEPT_SECONDS."""
    global _tried, _cannot_write
    if monotonic() - _tried >= KEPT_SECONDS:
        _cannot_write = cannot_write()
        _tried = monotonic()
    return _cannot_write


def cannot_write() -> str:
    """Why the database cannot write, or ''. A few statements; raises django.db.Error."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ONLY_READS)
            if cursor.fetchone()[0]:
                return "the database only reads"
            cursor.execute("set local work_mem = '64kB'")
            cursor.execute(SPILL)
    except Error as error:
        if fault_of(error) is not UNWRITABLE:
            raise
        return "the disk of the database is full"
    return ""


def documents_lack_room() -> str:
    """Whether the disk of the documents is full; '' where they lie in a bucket."""
    if not isinstance(default_storage, FileSystemStorage):
        return ""
    folder = Path(default_storage.location)
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return "the disk of the documents is full" if disk_usage(there).free < ROOM else ""
