"""A web process whose clock is not the database's writes nothing: readers read, writers read why.

It does not even look at what somebody sent: a link or a code would seem to have ended. Which of the
two clocks is wrong, nobody here can know.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from threading import Lock

import psycopg
from django.db import connection as primary
from django.http import HttpRequest, HttpResponse
from psycopg import errors

from clinics.clocks import difference, seconds_ahead

LOG = logging.getLogger(__name__)
WRITES = re.compile(r"\s*(insert|update|delete|merge|truncate)\b", re.IGNORECASE)

_lock = Lock()
_apart = ""


class Apart(errors.ReadOnlySqlTransaction):
    """Something would be saved, and the clocks differ."""


class RightClock:
    """Middleware: refuse all but public pages while the clocks differ. No query of its own.

    The connection of the thread is looked at here instead of before its first statement.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, *args: object) -> None:
        """Raise Apart, which the page of faults puts into words."""
        if getattr(view, "only_reads", False):
            return
        primary.close_if_health_check_failed()
        if request.method not in ("GET", "HEAD"):
            primary.ensure_connection()
        if _apart:
            raise Apart(_apart)


def compare(connection: psycopg.Connection) -> None:
    """Look how far the clocks are apart. One statement, which also tells that the server answers.

    Raises psycopg.Error. One line of log when they part, and one when they agree again.
    """
    global _apart
    found = difference(seconds_ahead(lambda order: next(connection.execute(order))[0]))
    with _lock:
        former, _apart = _apart, found
    if found and not former:
        LOG.error("Nothing is saved here: %s.", found)
    elif former and not found:
        LOG.warning("The clocks of this machine and the database agree again.")


def apart() -> str:
    """Why nothing is saved here, in words; '' while the clocks agree, as far as is known."""
    return _apart


def refuse_to_write(order: str) -> None:
    """Raise Apart for a statement that writes, while the clocks differ."""
    if _apart and WRITES.match(order):
        raise Apart(_apart)
