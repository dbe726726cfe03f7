"""A part of a file: the header `Range` (RFC 9110, 14)."""

from __future__ import annotations

import re
from typing import IO

from django.http import HttpRequest
from django.utils.http import parse_http_date_safe

CONDITIONS = ("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since")
ONE_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*")
BLOCK = 1 << 16


class Unsatisfiable(Exception):
    """The part that was asked for lies behind the end of the file of that `size`."""

    def __init__(self, size: int) -> None:
        super().__init__(f"no such bytes in {size}")
        self.size = size


def part_asked(
    request: HttpRequest, *, size: int, etag: str, modified: int
) -> tuple[int, int] | None:
    """The first and the last byte that were asked for; None for the whole file.

    As HTTP allows, the whole file answers several ranges, ranges in other units or that cannot be
    read, and a range beside a condition. So does it where `If-Range` names other content. Raises
    Unsatisfiable.
    """
    if request.method != "GET" or any(name in request.headers for name in CONDITIONS):
        return None
    found = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if not found or not _is_same(request.headers.get("If-Range"), etag, modified):
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    begin = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if first and last and int(last) < begin:
        return None
    if begin >= size:
        raise Unsatisfiable(size)
    return begin, end


def _is_same(asked: str | None, etag: str, modified: int) -> bool:
    """Whether `If-Range` names what the file is now. A weak ETag never does."""
    if asked is None:
        return True
    if asked.startswith(('"', "W/")):
        return asked == etag
    return parse_http_date_safe(asked) == modified


class Part:
    """Some bytes of an open file, in blocks. Closes the file."""

    def __init__(self, file: IO[bytes], begin: int, end: int) -> None:
        self._file, self._left = file, end - begin + 1
        file.seek(begin)

    def __iter__(self) -> Part:
        return self

    def __next__(self) -> bytes:
        block = self._file.read(min(BLOCK, self._left))
        if not block:
            raise StopIteration
        self._left -= len(block)
        return block

    def close(self) -> None:
        """Close the file."""
        self._file.close()
