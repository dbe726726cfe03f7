"""Where sessions are kept: Django's table. Faults of the database are told as what they are."""

from __future__ import annotations

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError


class SessionStore(DatabaseStore):
    """Django's own store. The setting SESSION_ENGINE names this module."""

    def save(self, must_create: bool = False) -> None:
        """Keep the session. Raises UpdateError if it has ended meanwhile, and OperationalError.

        Django says of any fault that the session has ended, which is answered 400. A database that
        is away or busy is 503.
        """
        try:
            super().save(must_create)
        except UpdateError as error:
            fault = error.__context__
            if isinstance(fault, OperationalError):
                raise fault from fault.__cause__  # which tells what kind of fault it is
            raise
