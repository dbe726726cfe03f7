"""Why a command stopped, in a line."""

from __future__ import annotations

import psycopg

AWAY = ("08", "57P")
"""How the SQLSTATE begins where there is no connection, or the server ends. Often none comes."""


def why_stopped(error: BaseException) -> str:
    """The first line of an error; where the database is away, that, and what to do about it."""
    first = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return f"the database is away ({first}): start it first" if _is_away(error) else first


def _is_away(error: BaseException | None) -> bool:
    """Whether the error, or one that it came from, says that the database does not answer."""
    while error is not None:
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return not error.sqlstate or error.sqlstate.startswith(AWAY)
        error = error.__cause__ or error.__context__
    return False
