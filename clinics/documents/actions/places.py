"""Places for costly work: whoever hands in files takes one, so that the site keeps answering.

One person has one place at a time, wherever they are signed in. A process has two, and its other
threads stay free for readers. Nobody waits for a place: a waiting request would hold a thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.documents.check import DocumentRefused

PLACES = 2
"""In each process."""
MOST_REFUSED = 20
"""Of a person's files within an hour."""
HOUR = 3600
"""Seconds."""
LOCK = 0x646F6373
"""The first half of a person's lock in PostgreSQL; the second is the number of the account."""

_free = threading.BoundedSemaphore(PLACES)


class NoPlace(DocumentRefused):
    """All places are taken, or the person's last files were refused too often."""


@contextmanager
def place(by: User) -> Iterator[None]:
    """Let the block work on a person's files. Raises NoPlace at once when it may not now.

    Take it outside of transactions and before any lock. A DocumentRefused in the block is counted
    for an hour. Three queries; more when it counts.
    """
    if not _free.acquire(blocking=False):
        raise NoPlace(_("We are checking the files of other people. Try again in a moment."))
    try:
        with _alone(by):
            refused = _refused(by)
            if refused >= MOST_REFUSED:
                raise NoPlace(
                    _("Twenty of your files could not be used within an hour. Try again later.")
                )
            try:
                yield
            except DocumentRefused:
                cache.set(_key(by), refused + 1, HOUR)
                raise
    finally:
        _free.release()


@contextmanager
def _alone(by: User) -> Iterator[None]:
    """Hold the person's lock. Should the process die, PostgreSQL lets go of it."""
    holding = _in_a_transaction if settings.PGBOUNCER else _in_the_session
    with holding([LOCK, by.pk % 2**31]) as is_ours:
        if not is_ours:
            raise NoPlace(_("Your other files are still being checked. Try again in a moment."))
        yield


@contextmanager
def _in_the_session(key: list[int]) -> Iterator[bool]:
    """Whether we have the lock; no transaction is open in the block."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", key)
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", key)


@contextmanager
def _in_a_transaction(key: list[int]) -> Iterator[bool]:
    """The same where a pooler gives each transaction another session: the lock has its own."""
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("set local idle_in_transaction_session_timeout = '5min'")
            cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", key)
            is_ours = bool(cursor.fetchone()[0])
        yield is_ours
    finally:
        own.close()


def _refused(by: User) -> int:
    """How many of the person's files were refused lately."""
    count: int = cache.get(_key(by), 0)
    return count


def _key(by: User) -> str:
    return f"documents.refused.{by.pk}"
