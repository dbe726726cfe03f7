"""Makes a backup: a dump and exports of one moment, and the documents that rows named then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from clinics.one_moment import one_moment
from clinics.progress import progress
from directory.backup import folder as folders
from directory.backup.documents import Document, content, is_named, named
from directory.backup.exports import exports, packed
from directory.backup.folder import DATABASE, Written
from directory.backup.manifest import Manifest, code_fingerprint, last_migrations, version
from directory.backup.programs import Program, dumped, found
from directory.backup.refused import BackupRefused, told
from directory.backup.tables import held, server_major, server_version, tables, without_rows
from directory.site.restoring import is_restoring

MOMENT = """
select transaction_timestamp(), pg_export_snapshot(), case when pg_is_in_recovery()
  then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end::text
"""


class Copied(NamedTuple):
    """The documents of a backup, and those that cannot be in it."""

    files: dict[str, Written]
    lost: list[str]


def make_backup(folder: Path, *, tell: Callable[[str], None] = lambda line: None) -> Manifest:
    """Write a backup to `folder`, which must not be there yet. Run it as the database's owner.

    Dump, exports and list of documents are of one snapshot. The documents are copied last, so that
    none which a row names is missing. `tell` is given a line for each step. Raises BackupRefused;
    then nothing is left.
    """
    with told(folder):
        program = found("pg_dump", at_least=server_major())
        if is_restoring():
            raise BackupRefused(
                "This database is half-way restored: run manage.py restore again first."
            )
        if program.major > server_major():
            tell(
                f"{program.path} is newer than the server. This backup can be restored into "
                f"PostgreSQL {program.major} or newer; with the programs of PostgreSQL "
                f"{server_major()} it could be restored there, too."
            )
        with folders.making(folder) as draft:
            made = _make(draft, program, tell)
            made.written_to(draft)
    return made


def _make(draft: Path, program: Program, tell: Callable[[str], None]) -> Manifest:
    files: dict[str, Written] = {}
    with one_moment():
        at, snapshot, wal = _moment()
        with closing(
            dumped(program, snapshot=snapshot, without_rows=without_rows())
        ) as pieces:  # pg_dump ends at once when the disk is full
            files[DATABASE] = folders.write(
                draft / DATABASE, progress(pieces, words="MB of the database")
            )
        tell(f"{DATABASE}: {files[DATABASE].size:,} bytes")
        held_then, migrations, documents = held(), last_migrations(), list(named())
        exported: dict[str, Written] = {}
        for path, parts in exports():
            measure, name = folders.Measure(), f"{path}.gz"
            files[name] = folders.write(draft / name, packed(measure.passing(parts)))
            exported[path] = measure.written
            tell(f"{name}: {files[name].size:,} bytes")
    copied = _copy(draft, documents, tell)
    return Manifest(
        at=at, wal=wal, version=version(), code=code_fingerprint(), migrations=migrations,
        server=server_version(), dumped_with=program.major, tables=held_then,
        files=files | copied.files, exports=exported, lost=copied.lost,
    )  # fmt: skip


def _moment() -> tuple:
    """When, the snapshot that pg_dump is to read, and where the write-ahead log stands."""
    if not tables():
        raise BackupRefused("The database is empty: there is nothing to back up.")
    with connection.cursor() as cursor:
        # The transaction waits while pg_dump works.
        cursor.execute("set local statement_timeout = 0")
        cursor.execute("set local idle_in_transaction_session_timeout = 0")
        cursor.execute(MOMENT)
        return cursor.fetchone()


def _copy(draft: Path, documents: Iterable[Document], tell: Callable[[str], None]) -> Copied:
    """Copy the documents, and compare each with its fingerprint."""
    copied = Copied({}, [])
    known = list(documents)
    for document in progress(known, words="documents", total=len(known)):
        try:
            written = folders.write(draft / document.path, content(document.name))
        except FileNotFoundError:
            (draft / document.path).unlink(missing_ok=True)
            if is_named(document):  # else it was deleted since, as it should be
                copied.lost.append(document.name)
                tell(f"LOST: {document.name} is named by a row and is not there.")
            continue
        copied.files[document.path] = written
        if written.sha256 != document.sha256:
            copied.lost.append(document.name)
            tell(f"DAMAGED: {document.name} is not what was handed in. It is copied as it is.")
    return copied
