"""Marks a database in which a restore has begun, and takes the mark away at its end."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from directory.site.restoring import MARK, is_restoring

BEGUN, PROVED = "begun", "proved"


class Mark(NamedTuple):
    """Which backup a database is being restored from, and how far it came.

    `backup` is the fingerprint of its manifest. `stage` is BEGUN until the database was compared
    with the backup, and PROVED then: from there on it may differ.
    """

    backup: str
    stage: str


def mark_of() -> Mark | None:
    """The mark of the database; None if no restore has begun. Two queries."""
    if not is_restoring():
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"select backup, stage from {MARK}")
        row = cursor.fetchone()
    return Mark(*row) if row else None


def put_mark(mark: Mark) -> None:
    """Make the mark, or set it anew. In the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"create table if not exists {MARK} (backup text not null, stage text not null)"
        )
        cursor.execute(f"delete from {MARK}")
        cursor.execute(f"insert into {MARK} values (%s, %s)", [*mark])


def take_mark() -> None:
    """Take the mark away: everything is in order."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists {MARK}")
