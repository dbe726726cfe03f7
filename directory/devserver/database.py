"""The database: the one of DATABASE_URL, or the embedded server of this checkout.

Importing this module starts nothing. manage.py and the tests call `ensure_running`. The settings
call `settings_for`, which only says where the database will be.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NamedTuple
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from directory.devserver.embedded import OLDEST, ROLE, DatabaseRefused, Server
from directory.devserver.watch import watch
from directory.site.environment import secret

__all__ = [
    "DatabaseRefused",
    "ensure_running",
    "is_elsewhere",
    "keep_running",
    "local_secret_key",
    "others",
    "settings_for",
    "status",
    "stop",
    "url",
]

PROJECT = Path(__file__).resolve().parents[2]
DATABASE_NAME = "clinic_directory"
LIBPQ_NAMES = {
    "NAME": "dbname",
    "USER": "user",
    "PASSWORD": "password",
    "HOST": "host",
    "PORT": "port",
}
POOL = {"min_size": 1, "max_size": 8, "timeout": 10}


class Status(NamedTuple):
    """Whether the database answers, and a sentence that says so."""

    is_running: bool
    sentence: str


def settings_for(environ: Mapping[str, str]) -> dict[str, Any]:
    """Django's DATABASES["default"]. Raises DatabaseRefused if no database can be used."""
    parts = _url_parts(environ) or {
        "dbname": DATABASE_NAME,
        "user": ROLE,
        "host": str(_server(environ).sockets),
        "port": "5432",
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **_named(parts),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": dict(POOL), **parts},
    }


def replicas_for(environ: Mapping[str, str]) -> list[dict[str, Any]]:
    """What of DATABASES["default"] is another in each of DATABASE_REPLICA_URLS."""
    urls = secret(environ, "DATABASE_REPLICA_URLS").split(",")
    every = [_parts("DATABASE_REPLICA_URLS", url.strip()) for url in urls if url.strip()]
    return [{**_named(parts), "OPTIONS": parts} for parts in every]


def _named(parts: dict[str, Any]) -> dict[str, str]:
    """Take from the parts what Django has names for."""
    return {django: str(parts.pop(libpq, "")) for django, libpq in LIBPQ_NAMES.items()}


def is_elsewhere(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether DATABASE_URL, or the file of it, names the database."""
    return bool(secret(environ, "DATABASE_URL"))


def ensure_running(environ: Mapping[str, str] = os.environ) -> bool:
    """Make sure that the database answers. True if this call started the embedded server."""
    if is_elsewhere(environ):
        _connect_to_url(environ)
        return False
    return _server(environ).start(DATABASE_NAME)


def url(environ: Mapping[str, str] = os.environ) -> str:
    """DATABASE_URL, or the URL of the embedded server, which this call starts if needed."""
    if given := secret(environ, "DATABASE_URL"):
        return given
    server = _server(environ)
    server.start(DATABASE_NAME)
    return f"postgres:///{DATABASE_NAME}?host={quote(str(server.sockets), safe='/')}&user={ROLE}"


def stop(environ: Mapping[str, str] = os.environ, *, say: Callable[[str], None] = print) -> bool:
    """Stop the embedded server; False if it was not running. Refuses with a DATABASE_URL.

    `say` is told when that takes long.
    """
    if is_elsewhere(environ):
        raise DatabaseRefused("DATABASE_URL names the database: this command does not stop it.")
    return _server(environ).stop(say=say)


def others(environ: Mapping[str, str] = os.environ) -> int:
    """How many other programs are connected to the embedded server."""
    return _server(environ).others()


def keep_running(environ: Mapping[str, str] = os.environ, *, is_orphan: Callable[[], bool]) -> None:
    """Start the embedded server again whenever it dies, until `is_orphan` or a signal."""
    watch(_server(environ), DATABASE_NAME, is_orphan=is_orphan)


def status(environ: Mapping[str, str] = os.environ) -> Status:
    """Whether the database answers. The sentence names the data folder, never a password."""
    if is_elsewhere(environ):
        try:
            version = _connect_to_url(environ)
        except DatabaseRefused as refused:
            return Status(False, str(refused))
        return Status(True, f"DATABASE_URL answers: PostgreSQL {version}.")
    server = _server(environ)
    where = f"PostgreSQL {server.programs.major}, data in {server.data}, socket in {server.sockets}"
    is_running = server.has(DATABASE_NAME) is not None
    return Status(is_running, f"{'Running' if is_running else 'Stopped'}: {where}.")


def local_secret_key() -> str:
    """This checkout's own SECRET_KEY, made once, in a file that only its owner can read."""
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
        raise DatabaseRefused(
            f"SECRET_KEY is not set and cannot be stored here: {error}"
        ) from error


def _server(environ: Mapping[str, str]) -> Server:
    return Server.of(PROJECT, environ.get("PG_BIN", ""))


def _url_parts(environ: Mapping[str, str]) -> dict[str, Any]:
    """The parts of DATABASE_URL; {} without one."""
    given = secret(environ, "DATABASE_URL")
    return _parts("DATABASE_URL", given) if given else {}


def _parts(variable: str, given: str) -> dict[str, Any]:
    """The parts of a URL. Errors never repeat it: it has a password."""
    if not given.startswith(("postgres://", "postgresql://")):
        raise DatabaseRefused(f"{variable} must begin with postgres:// or postgresql://.")
    try:
        parts = conninfo_to_dict(given)
    except psycopg.Error:
        parts = {"port": "unknown"}
    # A password with / ends there, and half of it would be the port that messages name.
    if any(port and not port.isdecimal() for port in str(parts.get("port", "")).split(",")):
        raise DatabaseRefused(f"{variable} cannot be read: is every special character %-encoded?")
    if not parts.get("dbname"):
        raise DatabaseRefused(f"{variable} names no database: postgres://user@host/NAME.")
    return dict(parts)


def _connect_to_url(environ: Mapping[str, str]) -> str:
    """Connect once to the database of DATABASE_URL; its server's version."""
    parts: dict[str, Any] = {"connect_timeout": 10, **_url_parts(environ)}
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
