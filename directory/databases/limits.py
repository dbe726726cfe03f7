"""The limits of web processes. Commands and the scheduler have none: they may take their time.

`directory/wsgi.py` sets them where a process begins to serve, before it connects.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections

from directory.databases.replicas import NAME

ENGINE = "directory.databases.postgresql"
KEPT_SECONDS = 600
"""So long a thread keeps its connection."""
LOCK_SECONDS, REPLICA_LOCK_SECONDS = 5, 1
"""At a replica, only what comes from the primary keeps a lock; and the primary can answer."""
IDLE_SECONDS = 30
"""So long a transaction may stand still, for example because our process was stopped."""
CONNECT_SECONDS = 2
LINE = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""libpq's parameters. All but the first are about servers elsewhere; a socket has no need."""


def of_server(statement_seconds: int, lock_seconds: int = LOCK_SECONDS) -> dict[str, int]:
    """Settings of PostgreSQL, in milliseconds."""
    return {
        "statement_timeout": statement_seconds * 1000,
        "lock_timeout": lock_seconds * 1000,
        "idle_in_transaction_session_timeout": IDLE_SECONDS * 1000,
    }


def for_web(
    database: Mapping[str, Any],
    *,
    statement_seconds: int,
    is_pgbouncer: bool,
    lock_seconds: int = LOCK_SECONDS,
) -> dict[str, Any]:
    """An entry of Django's DATABASES as a web process has it. What a URL says itself stays so.

    Each thread has one connection, which it keeps and looks at once a request. PgBouncer hands
    connections out by the transaction: it takes no settings of a session (they are the role's, see
    `site/runtime_role.py`), and a cursor that outlives its transaction would be lost.
    """
    limited = deepcopy(dict(database))
    options: dict[str, Any] = limited.setdefault("OPTIONS", {})
    options.pop("pool", None)
    for name, value in LINE.items():
        options.setdefault(name, value)
    if is_pgbouncer:
        limited["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        limits = of_server(statement_seconds, lock_seconds)
        ours = " ".join(f"-c {name}={ms}" for name, ms in limits.items())
        options["options"] = f"{ours} {options.get('options', '')}".strip()
    return limited | {
        "ENGINE": ENGINE, "CONN_MAX_AGE": KEPT_SECONDS, "CONN_HEALTH_CHECKS": True,
    }  # fmt: skip


def limit_this_process() -> None:
    """Give every connection that this process makes from now on the limits, and let it have the
    replicas.

    Raises ImproperlyConfigured where STATEMENT_TIMEOUT is no limit.
    """
    if settings.STATEMENT_TIMEOUT < 1:
        raise ImproperlyConfigured("STATEMENT_TIMEOUT: at least 1 second.")
    for number, replica in enumerate(settings.DATABASE_REPLICAS, 1):
        connections.settings[f"{NAME} {number}"] = {
            **connections.settings[DEFAULT_DB_ALIAS], **deepcopy(replica),
        }  # fmt: skip
    for name, database in connections.settings.items():
        connections[name].close()
        database.update(
            for_web(
                database,
                statement_seconds=settings.STATEMENT_TIMEOUT,
                is_pgbouncer=settings.PGBOUNCER,
                lock_seconds=REPLICA_LOCK_SECONDS if name.startswith(NAME) else LOCK_SECONDS,
            )
        )
        del connections[name]
