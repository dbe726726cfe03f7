"""The shared cache, in a table: what the database cannot do just now is an error, never "no"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router

from directory.databases.faults import fault_of


class SharedCache(DatabaseCache):
    """Django's, which hides every error of a write.

    Limits are counted here. On a full disk a count that cannot be written would read "too many",
    and one that is lost would let somebody guess without end.
    """

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """Whether the row was written. Raises DatabaseError when the database is at fault.

        Two who add the same row at once are no fault: one of them reads False, as before.
        """
        hidden: list[DatabaseError] = []

        def noted(execute: Callable[..., Any], *asked: Any) -> Any:
            try:
                return execute(*asked)
            except DatabaseError as error:
                hidden.append(error)
                raise

        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.execute_wrapper(noted):
            is_written: bool = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
        if hidden and fault_of(hidden[-1]):
            raise hidden[-1]
        return is_written
