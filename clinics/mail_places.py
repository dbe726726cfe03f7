"""Places at the mail server: whoever waits for it takes one, so that others are answered.

A server that takes a call and says nothing holds a thread for EMAIL_TIMEOUT. Of the threads of a
process that answer requests, two speak to it and one waits for a place; the rest serve readers.
Threads that send mails beside an answer have places of their own, and are patient.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, current_thread

MAIL_THREAD = "sends a mail"
"""The name of the threads that send mails beside an answer."""
PLACES = 2
PLACES_BESIDE = 4
"""In each process."""
PATIENCE = 2.0
PATIENCE_BESIDE = 60.0
"""Seconds that a thread waits for a place."""

_free = BoundedSemaphore(PLACES)
_may_wait = BoundedSemaphore(1)
_free_beside = BoundedSemaphore(PLACES_BESIDE)


class NoPlace(OSError):
    """No place is free. It ends as if the mail server had given no answer."""


@contextmanager
def place() -> Iterator[None]:
    """Let the block send a mail. Raises NoPlace."""
    is_beside = current_thread().name == MAIL_THREAD
    free = _free_beside if is_beside else _free
    if not (free.acquire(timeout=PATIENCE_BESIDE) if is_beside else _acquired()):
        raise NoPlace("Others wait for the mail server.")
    try:
        yield
    finally:
        free.release()


def _acquired() -> bool:
    if _free.acquire(blocking=False):
        return True
    if not _may_wait.acquire(blocking=False):
        return False
    try:
        return _free.acquire(timeout=PATIENCE)
    finally:
        _may_wait.release()
