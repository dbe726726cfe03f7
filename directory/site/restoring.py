"""Whether a restore of the database was begun and has not ended.

The table MARK is there from before the first row is restored until everything is in order. It has
no model: an empty database has no migrations, and no backup holds it.
"""

from __future__ import annotations

from django.db import connection

MARK = "directory_restore"


def is_restoring() -> bool:
    """Whether the database is half-way restored; nobody may be served from it. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [f"public.{MARK}"])
        (is_there,) = cursor.fetchone()
    return bool(is_there)
