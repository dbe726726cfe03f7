"""Answers that are read from the database while they are sent."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from typing import cast

from django.db import Error
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from directory.databases.faults import fault_of


def begun(answer: HttpResponse) -> HttpResponse:
    """The answer, with its first part made: what fails by then can still be refused in words.

    If the database goes away later, the connection to the reader is cut: a program sees that the
    answer is not whole. Nothing is logged, since there is a line about the outage.
    """
    if isinstance(answer, StreamingHttpResponse) and not isinstance(answer, FileResponse):
        parts = iter(cast(Iterable[bytes], answer.streaming_content))
        first = next(parts, b"")
        answer.streaming_content = _cut_off_if_lost(first, parts)
    return answer


def _cut_off_if_lost(first: bytes, parts: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    try:
        yield from parts
    except Error as error:
        if fault_of(error) is None:
            raise
        raise ConnectionResetError(errno.ECONNRESET, "The database went away.") from error
