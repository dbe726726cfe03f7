"""One connection without a pool, for a command that must know who else is connected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_connection() -> Iterator[None]:
    """Let this thread connect by itself in the block: a pool may hold connections beside ours."""
    pooled = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's has one
    connection.settings_dict["OPTIONS"] = {
        name: value for name, value in pooled.items() if name != "pool"
    }
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = pooled
