"""PostgreSQL for web processes: each thread keeps a connection, and looks at it before it asks.

A connection that has died is replaced before the first statement of a request, so nobody sees that
it had. `limits.py` says who uses this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base

from directory.databases import clock
from directory.databases.outage import Away, Outage, outage_of
from directory.databases.patience import SILENCE, Impatient, silence

ANSWER_SECONDS = 2.0
"""So long a connection may take for the first word of a request."""
GRACE_SECONDS = 2
"""So much later than the server this side gives up: the server says better what was too long."""
NOBODYS = ('"directory_cache"', '"django_session"')
"""Tables whose rows no person hands in."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection of one thread to one database.

    `may_have_saved`: whether something that was asked for since the request began may be in the
    database for good. A commit may have gone through although no answer came.
    """

    may_have_saved = False
    _has_written = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._note_writing)

    def get_new_connection(self, conn_params: Mapping[str, Any]) -> Impatient:
        """A connection that has answered. Raises psycopg.OperationalError, within seconds."""
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        params = {**conn_params, "autocommit": True}
        outage = outage_of(self.alias)
        outage.pass_or_refuse()
        if self._can_be_spared and silence(self.alias) > SILENCE:
            raise Away(f"the database {self.alias} hangs")
        try:
            connection = _reached_by_one(outage, params, self._greet)
        except Away:
            raise
        except psycopg.OperationalError as error:
            if _is_of_one_request(error):
                raise
            outage.begin(error, partial(_look, params))
            outage.pass_or_refuse()
            connection = _reached_by_one(outage, params, self._greet)
        connection.server = self.alias
        if self._can_be_spared:
            connection.may_wait = 0
        connection.patience = settings.STATEMENT_TIMEOUT + GRACE_SECONDS
        return connection

    @property
    def _can_be_spared(self) -> bool:
        """Whether this is a replica: nobody need wait for it."""
        return self.alias != DEFAULT_DB_ALIAS

    def is_usable(self) -> bool:
        """Whether the connection still answers, within ANSWER_SECONDS."""
        connection = self.connection
        if not isinstance(connection, Impatient):
            return super().is_usable()
        if outage_of(self.alias).is_on:
            return False
        try:
            with connection.within(ANSWER_SECONDS):
                self._greet(connection)
        except psycopg.Error:
            return False
        return True

    def _greet(self, connection: Impatient) -> None:
        """Let the server answer once; the primary says what time it is."""
        if self.alias == DEFAULT_DB_ALIAS:
            clock.compare(connection)
        else:
            _say_nothing(connection)

    def close_if_unusable_or_obsolete(self) -> None:
        """Django calls this when a request begins, and when it has ended."""
        self.may_have_saved = self._has_written = False
        super().close_if_unusable_or_obsolete()

    def _note_writing(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        order = sql if isinstance(sql, str) else ""
        clock.refuse_to_write(order)
        reads = order[:6].upper() == "SELECT" or any(name in order for name in NOBODYS)
        if not reads and self.autocommit:
            self.may_have_saved = True
        elif not reads:
            self._has_written = True
        return execute(sql, params, many, context)

    def _commit(self) -> None:
        self.may_have_saved |= self._has_written
        self._has_written = False
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self._has_written = False
        super()._rollback()  # type: ignore[misc]


def _reached_by_one(
    outage: Outage, params: Mapping[str, Any], greet: Callable[[Impatient], None]
) -> Impatient:
    with outage.alone():
        return _reached(params, greet)


def _reached(params: Mapping[str, Any], greet: Callable[[Impatient], None]) -> Impatient:
    """A connection that has answered once: a pooler between us accepts also while it cannot."""
    connection = Impatient.connect(**params)
    try:
        with connection.within(ANSWER_SECONDS):
            greet(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _say_nothing(connection: Impatient) -> None:
    connection.execute("")


def _look(params: Mapping[str, Any]) -> None:
    _reached(params, _say_nothing).close()


def _is_of_one_request(error: psycopg.Error) -> bool:
    """Whether the server answers, but has no connection left."""
    return (error.sqlstate or "").startswith("53")
