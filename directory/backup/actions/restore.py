"""Restores a backup into an empty database, and proves that nothing is missing or different.

A process that is killed at any moment leaves either an empty database or a marked one. The same
command, run again, goes on from there and ends as if it had run once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from clinics.listing.actions.public_changes import prune_changes
from clinics.listing.actions.search_rows import rebuild_search
from clinics.one_moment import one_moment
from clinics.progress import progress
from directory.backup.actions.again import end_sessions, erase_again, refuse_older
from directory.backup.actions.documents import put_back
from directory.backup.actions.mark import BEGUN, PROVED, Mark, mark_of, put_mark, take_mark
from directory.backup.connecting import one_connection
from directory.backup.exports import exports
from directory.backup.folder import DATABASE, MANIFEST, measured, read, refuse_unless_whole
from directory.backup.manifest import Manifest, code_fingerprint, unknown_migrations
from directory.backup.programs import found, load
from directory.backup.refused import BackupRefused, told
from directory.backup.tables import held, others_connected, server_major, tables

LOCK = 0x726573746F7265
"""PostgreSQL's advisory lock of the one restore that may work in a database."""
PATIENCE = 10
"""For how many seconds a restore waits for other programs to leave the database."""
Tell = Callable[[str], None]


def restore(folder: Path, *, tell: Tell = lambda line: None) -> None:
    """Restore a backup into the empty database of the settings. Run it as the database's owner.

    First all files are compared with the manifest. Then the dump is loaded in one transaction, and
    compared with the manifest row for row; so are the exports, made anew. Then it is brought up to
    this program. `tell` is given a line for each step. Raises BackupRefused.
    """
    with told(folder), one_connection():
        manifest = Manifest.of(folder)
        _refuse_unfit(manifest)
        refuse_older(manifest.at)
        _alone()
        mark = _mark_for(folder)
        refuse_unless_whole(
            folder, manifest.files, watched=lambda names: progress(names, words="files compared")
        )
        tell(f"{len(manifest.files):,} files are as they were made on {manifest.at:%Y-%m-%d}.")
        if mark.stage == BEGUN:
            _load(folder, manifest, mark, tell)
            _prove(manifest, tell)
            put_mark(mark._replace(stage=PROVED))
        _bring_up(folder, manifest, tell)
        take_mark()


def _refuse_unfit(manifest: Manifest) -> None:
    """Raise BackupRefused for a backup that this program or this server cannot take."""
    if unknown := unknown_migrations(manifest.migrations):
        raise BackupRefused(
            f"The backup is newer than this program, which does not know {', '.join(unknown)}. "
            "Install the version that made it, and restore with that one."
        )
    if server_major() < manifest.dumped_with:
        raise BackupRefused(
            f"The backup needs PostgreSQL {manifest.dumped_with} or newer: pg_dump "
            f"{manifest.dumped_with} made it. This server is PostgreSQL {server_major()}."
        )


def _alone() -> None:
    """Keep every other restore off until this process ends. Raises BackupRefused beside others."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOCK])
        (is_mine,) = cursor.fetchone()
    if not is_mine:
        raise BackupRefused("Another restore works in this database.")
    deadline = time.monotonic() + PATIENCE
    while others := others_connected():  # the program of a restore that was killed is soon gone
        if time.monotonic() < deadline:
            time.sleep(0.1)
            continue
        raise BackupRefused(
            f"Others are connected to this database: {others}. Stop the site, the schedulers and "
            "every psql, and try again."
        )


def _mark_for(folder: Path) -> Mark:
    """The mark of this restore: a new one, or that of an earlier run. Raises BackupRefused."""
    backup = measured(read(folder / MANIFEST)).sha256
    mark = mark_of()
    if mark and mark.backup != backup:
        raise BackupRefused(
            "This database is half-way restored from another backup. Go on with that one, or make "
            "an empty database."
        )
    if not mark and tables():
        raise BackupRefused(
            "The database is not empty, and a restore overwrites nothing. Make an empty database, "
            "and name it in DATABASE_URL."
        )
    mark = mark or Mark(backup, BEGUN)
    with transaction.atomic():
        put_mark(mark)
    return mark


def _load(folder: Path, manifest: Manifest, mark: Mark, tell: Tell) -> None:
    """Load the dump, unless an earlier run did: it is there whole or not at all."""
    if tables():
        tell("The rows are there already, from an earlier run.")
        return
    program = found("pg_restore", at_least=max(manifest.dumped_with, server_major()))
    load(program, progress(read(folder / DATABASE), words="MB of the database"))
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    tell("The rows are there.")


def _prove(manifest: Manifest, tell: Tell) -> None:
    """Compare each table, and the exports, with the manifest. Raises BackupRefused."""
    with one_moment():
        now = held()
        wrong = [name for name in sorted({*now, *manifest.tables})
                 if now.get(name) != manifest.tables.get(name)]  # fmt: skip
        if wrong:
            raise BackupRefused(
                f"The restored database is not the one of the backup: {', '.join(wrong)} differ. "
                "Make an empty database and try again; if it happens again, use another backup."
            )
        rows = sum(one.rows for one in now.values())
        tell(f"Proved: all {rows:,} rows in {len(now)} tables are those of the backup.")
        if manifest.code != code_fingerprint():
            tell("Another version of this program made the backup: its exports are not compared.")
            return
        for path, parts in exports():
            if measured(parts) != manifest.exports[path]:
                raise BackupRefused(f"The restored database exports another {path}.")
            tell(f"Proved: {path} is the same, byte for byte.")


def _bring_up(folder: Path, manifest: Manifest, tell: Tell) -> None:
    """Do what a database needs before anybody is served from it. It can be repeated."""
    call_command("migrate", verbosity=0, interactive=False)
    erase_again(tell=tell)
    tell(f"{put_back(folder, manifest):,} documents are there.")
    _settle(tell)


def _settle(tell: Tell) -> None:
    """Delete what is past its time, and make what is derived anew."""
    call_command("forget", stdout=StringIO())
    tell(f"{rebuild_search():,} search rows made again.")
    tell(f"{prune_changes():,} rows of the log of public changes deleted.")


def settle_recovered(*, tell: Tell = lambda line: None) -> None:
    """Bring a database up that PostgreSQL itself recovered to an earlier moment.

    What was erased since is erased again, and everybody is signed out. It can be repeated. Raises
    BackupRefused, also for a database that is not migrated.
    """
    with told(Path("/")), one_connection():
        _alone()
        call_command("migrate", verbosity=0, interactive=False)
        end_sessions()
        erase_again(tell=tell)
        _settle(tell)
