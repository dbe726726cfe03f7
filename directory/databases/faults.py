"""Which errors of a database are no fault of the program: it is away, busy, or cannot write.

They are answered with 503 and words for people. Every other error stays a 500.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

import psycopg
from django.db import connection
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from psycopg import errors

from directory.databases.outage import Away, outage_of

if TYPE_CHECKING:
    from clinics.vocabulary import Words

LOG = logging.getLogger(__name__)
QUIET_SECONDS = 10
"""After a line of log about a kind of fault, the next one comes so much later, at least."""


@dataclass(frozen=True)
class Fault:
    """A kind of fault: what people read, and after how many seconds they may ask again."""

    code: str
    title: Words
    text: Words
    wait: int


AWAY = Fault(
    "away",
    _("We will be back in a moment"),
    _("Our records cannot be reached just now. Please try again in a moment."),
    5,
)
BUSY = Fault(
    "busy",
    _("We are very busy just now"),
    _("This took longer than it may. Please try again in a moment."),
    2,
)
UNWRITABLE = Fault(
    "unwritable",
    _("Nothing can be saved just now"),
    _("Our records can be read, but not changed. Please try again later."),
    60,
)

_OF_STATE = {
    "08": AWAY,  # the connection
    "57P": AWAY,  # the server ends, has crashed, or begins
    "53100": UNWRITABLE,  # the disk is full
    "25006": UNWRITABLE,  # the server, or the transaction, only reads
    "53": BUSY,  # connections, memory
    "57014": BUSY,  # a statement was cancelled, mostly because of its time limit
    "55P03": BUSY,  # a lock was not to be had in time
    "40P01": BUSY,  # two waited for each other
    "40001": BUSY,
    "25P03": BUSY,  # a transaction stood still too long
}
"""By the first letters of PostgreSQL's SQLSTATE."""

_last_said: dict[str, float] = {}
_lock = Lock()


def fault_of(error: BaseException | None, *, may_write: bool = True) -> Fault | None:
    """The fault behind an error; None where the program is at fault.

    `may_write`: whether the view may write. If it must not, and tries to, that is our fault.
    """
    found = (e for e in _driver_errors(error) if not isinstance(e, errors.InFailedSqlTransaction))
    first = next(found, None)
    if first is None or (first.sqlstate == "25006" and not may_write):
        return None
    return _of(first)


def is_lost(error: BaseException | None) -> bool:
    """Whether the connection died: another one may do better at once."""
    known = isinstance(next(_driver_errors(error), None), Away)
    return fault_of(error) is AWAY and not known


def is_of_this_server(error: BaseException | None) -> bool:
    """Whether another server may answer what this one did not: it is away or full; or a replica
    ended a statement because what it reads was taken away on the primary, or keeps it locked.
    """
    state = getattr(next(_driver_errors(error), None), "sqlstate", None) or ""
    return fault_of(error) is AWAY or state.startswith(("53", "40001", "40P01", "55P03"))


def finished(answer: HttpResponse, fault: Fault) -> HttpResponse:
    """An answer of 503 with its headers; one line of log for many, without address or traceback."""
    answer["Retry-After"] = str(fault.wait)
    answer["Cache-Control"] = "no-store"
    unlogged(answer)
    if not outage_of(connection.alias).is_on and _is_time_to_say(fault):
        LOG.warning("Answered with 503: %s", fault.code)
    return answer


def unlogged(answer: HttpResponse) -> HttpResponse:
    """The answer, about which Django writes no line of its own."""
    vars(answer)["_has_been_logged"] = True
    return answer


def _is_time_to_say(fault: Fault) -> bool:
    with _lock:
        if monotonic() - _last_said.get(fault.code, -QUIET_SECONDS) < QUIET_SECONDS:
            return False
        _last_said[fault.code] = monotonic()
        return True


def may_have_saved() -> bool:
    """Whether what this thread's request asked for may be saved, although it failed."""
    return bool(getattr(connection, "may_have_saved", True))


def _of(error: psycopg.Error) -> Fault | None:
    state = error.sqlstate
    if not state:
        return AWAY if isinstance(error, psycopg.OperationalError) else None
    return next((fault for begin, fault in _OF_STATE.items() if state.startswith(begin)), None)


def _driver_errors(error: BaseException | None) -> Iterator[psycopg.Error]:
    return (one for one in _chain(error) if isinstance(one, psycopg.Error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and whatever it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
