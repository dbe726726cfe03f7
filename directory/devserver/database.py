"""The database: DATABASE_URL, or the embedded server, started, reused and stopped.

Importing this starts nothing. manage.py and the tests call `ensure_running`; settings only ask
`settings_for` where the database will be.
"""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NamedTuple
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from directory.devserver.embedded import OLDEST, ROLE, DatabaseRefused, Server

__all__ = [
    "DatabaseRefused",
    "ensure_running",
    "local_secret_key",
    "others",
    "settings_for",
    "status",
    "stop",
    "url",
]

PROJECT = Path(__file__).resolve().parents[2]
NAME = "clinic_directory"
NAMES = {
    "NAME": "dbname",
    "USER": "user",
    "PASSWORD": "password",
    "HOST": "host",
    "PORT": "port",
}
POOL = {"min_size": 1, "max_size": 8, "timeout": 10}


class Status(NamedTuple):
    """Whether the database answers, and a sentence about it."""

    running: bool
    words: str


def settings_for(environ: Mapping[str, str]) -> dict[str, Any]:
    """Django's DATABASES["default"]. Raises DatabaseRefused when there is nothing to connect to."""
    parts = _given(environ) or {
        "dbname": NAME,
        "user": ROLE,
        "host": str(_server(environ).sockets),
        "port": "5432",
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: str(parts.pop(libpq, "")) for django, libpq in NAMES.items()},
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": dict(POOL), **parts},
    }


def ensure_running(environ: Mapping[str, str] = os.environ) -> bool:
    """Have a database that answers; True when this call started the embedded server."""
    if environ.get("DATABASE_URL"):
        _connect_given(environ)
        return False
    return _server(environ).start(NAME)


def url(environ: Mapping[str, str] = os.environ) -> str:
    """DATABASE_URL, or that of the embedded server, started when it was not running."""
    if given := environ.get("DATABASE_URL"):
        return given
    server = _server(environ)
    server.start(NAME)
    return f"postgres:///{NAME}?host={quote(str(server.sockets), safe='/')}&user={ROLE}"


def stop(environ: Mapping[str, str] = os.environ) -> bool:
    """Stop the embedded server; False when it was not running. A DATABASE_URL is refused."""
    if environ.get("DATABASE_URL"):
        raise DatabaseRefused("DATABASE_URL names the database: it is not ours to stop.")
    return _server(environ).stop()


def others(environ: Mapping[str, str] = os.environ) -> int:
    """How many other programs use the embedded server."""
    return _server(environ).others()


def status(environ: Mapping[str, str] = os.environ) -> Status:
    """Whether the database answers, in words that name the data folder and never a password."""
    if environ.get("DATABASE_URL"):
        try:
            version = _connect_given(environ)
        except DatabaseRefused as refused:
            return Status(False, str(refused))
        return Status(True, f"DATABASE_URL answers: PostgreSQL {version}.")
    server = _server(environ)
    kept = f"PostgreSQL {server.programs.major}, data in {server.data}, socket in {server.sockets}"
    running = server.has(NAME) is not None
    return Status(running, f"{'Running' if running else 'Stopped'}: {kept}.")


def local_secret_key() -> str:
    """The SECRET_KEY that this checkout made for itself, in a file only its owner can read."""
    file = PROJECT / ".secret_key"
    with suppress(FileNotFoundError):
        return file.read_text()
    try:
        with NamedTemporaryFile("w", dir=PROJECT, prefix=".secret_key.") as draft:  # mode 0600
            draft.write(secrets.token_urlsafe(50))
            draft.flush()
            with suppress(FileExistsError):  # another command was quicker
                os.link(draft.name, file)
        return file.read_text()
    except OSError as error:
        raise DatabaseRefused(f"SECRET_KEY is not set and cannot be kept here: {error}") from error


def _server(environ: Mapping[str, str]) -> Server:
    return Server.of(PROJECT, environ.get("PG_BIN", ""))


def _given(environ: Mapping[str, str]) -> dict[str, Any]:
    """The parts of DATABASE_URL, empty without one; errors never repeat it: it holds a password."""
    given = environ.get("DATABASE_URL", "")
    if not given:
        return {}
    if not given.startswith(("postgres://", "postgresql://")):
        raise DatabaseRefused("DATABASE_URL must begin with postgres:// or postgresql://.")
    try:
        parts = conninfo_to_dict(given)
    except psycopg.Error:
        raise DatabaseRefused(
            "DATABASE_URL cannot be read: is every special sign %-coded?"
        ) from None
    if not parts.get("dbname"):
        raise DatabaseRefused("DATABASE_URL names no database: postgres://user@host/NAME.")
    return dict(parts)


def _connect_given(environ: Mapping[str, str]) -> str:
    """The version of the server that DATABASE_URL names, after one connection to it."""
    parts: dict[str, Any] = {"connect_timeout": 10, **_given(environ)}
    try:
        with psycopg.connect(**parts) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise DatabaseRefused(f"DATABASE_URL: {lines[0] if lines else 'no answer'}") from error
    if version < OLDEST * 10_000:
        raise DatabaseRefused(
            f"PostgreSQL {OLDEST} or newer is needed; DATABASE_URL names {version // 10_000}."
        )
    return f"{version // 10_000}.{version % 10_000}"
