"""What the database holds, table by table, in numbers that can be compared after a restore."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.db import connection
from psycopg import sql

from directory.site.restoring import MARK

TABLES = """
select relname from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> %s
order by relname
"""
SESSIONS = ("django_session", "usersessions_usersession")
OTHERS = """
select usename, application_name, count(*) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
  and (backend_type = 'client backend' or (backend_type is null and usename is not null))
group by 1, 2 order by 1, 2
"""
"""Of which kind the sessions of another role are, PostgreSQL tells privileged roles alone."""


class Held(NamedTuple):
    """What a table holds: its rows, and a number that is another one if a row differs."""

    rows: int
    digest: int


def without_rows() -> list[str]:
    """The tables whose rows no backup holds: who is signed in where, and counts against guessing.

    So after a restore everybody signs in once more, and nobody who was signed out is in again.
    """
    return [*SESSIONS, str(settings.CACHES["default"]["LOCATION"])]


def tables() -> list[str]:
    """The names of all tables. One query."""
    return [name for (name,) in _rows(TABLES, [MARK])]


def held() -> dict[str, Held]:
    """What each table holds that a backup has rows of. One query a table, which reads all of it."""
    _rows("select set_config('timezone', 'UTC', true), set_config('extra_float_digits', '1', true)")
    return {name: _held(name) for name in tables() if name not in without_rows()}


def _held(name: str) -> Held:
    question = sql.SQL(
        "select count(*), coalesce(bit_xor(hashtextextended(t::text, 0)), 0) from {} t"
    )
    with connection.cursor() as cursor:
        cursor.execute(question.format(sql.Identifier(name)))
        return Held(*cursor.fetchone())


def server_version() -> str:
    """The server's version, such as 18.6."""
    ((version,),) = _rows("select split_part(current_setting('server_version'), ' ', 1)")
    return version


def server_major() -> int:
    """The server's major version."""
    return int(server_version().partition(".")[0])


def others_connected() -> str:
    """What else is connected to the database: `2 as clinics_site, 1 as postgres (psql)`; or ''."""
    return ", ".join(
        f"{count} as {role}{f' ({name})' if name else ''}" for role, name, count in _rows(OTHERS)
    )


def _rows(question: str, given: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchall()
