"""Cursors of the log of public changes: a position in the log of one database, as a short text."""

from __future__ import annotations

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

from clinics.listing.change_log import Log, Position, log_now

VERSION = 1
LAYOUT = struct.Struct(">B8sqq")
"""The version, the database's identity, the two numbers of the position; a checksum follows."""
CHECKSUM = 4
LONGEST = 100
"""More characters than a cursor has."""


class CursorRefused(ValueError):
    """A text is no cursor."""


class OtherLog(Exception):
    """A cursor is of another database, or of this one before it was restored."""


def cursor_of(position: Position, log: Log) -> str:
    """The cursor of a position: 39 letters, digits, `-` and `_`."""
    told = LAYOUT.pack(VERSION, _digest(log.identity), *position)
    return _written(told + _checksum(told))


def cursor_now() -> str:
    """From where on to follow what is read in the present transaction. One query.

    The transaction sees one moment (repeatable read). What is changed before it is in what it
    reads; what is still open is behind the cursor.
    """
    log = log_now()
    return cursor_of(log.end, log)


def position_of(cursor: str, log: Log) -> Position:
    """The position of a cursor. Raises CursorRefused and OtherLog. No query."""
    identity, position = _told(cursor)
    if identity != _digest(log.identity) or position.xid >= log.next_xid:
        raise OtherLog
    return position


def _told(cursor: str) -> tuple[bytes, Position]:
    try:
        whole = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        told, checksum = whole[: LAYOUT.size], whole[LAYOUT.size :]
        version, identity, *numbers = LAYOUT.unpack(told)
    except (ValueError, struct.error) as error:
        raise CursorRefused from error
    if version != VERSION or checksum != _checksum(told) or min(numbers) < 0:
        raise CursorRefused
    # Its last letter has bits that mean nothing: two texts would be one cursor.
    if _written(whole) != cursor:
        raise CursorRefused
    return identity, Position(*numbers)


def _written(whole: bytes) -> str:
    return urlsafe_b64encode(whole).decode().rstrip("=")


def _digest(identity: str) -> bytes:
    return blake2b(identity.encode(), digest_size=8).digest()


def _checksum(told: bytes) -> bytes:
    return blake2b(told, digest_size=CHECKSUM, person=b"changes").digest()
