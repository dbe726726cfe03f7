"""Cursors: where a page begins or ends in the order, and nothing about who asks or for what."""

from __future__ import annotations

import base64
import json
import math
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from directory.fhir.outcome import Refused

NAME = "_cursor"
_CHECKED = 6


@dataclass(frozen=True)
class Cursor:
    """The page after a place in the order of one type's search, or before it.

    A place is the number of a source and a key; of the nearest first, miles and a key.
    """

    place: tuple[float, int]
    is_backward: bool = False

    def written(self, order: str) -> str:
        """The cursor in an address, at most 120 letters; it serves for that order alone."""
        said = json.dumps([int(self.is_backward), *self.place], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(_check(order, said) + said).decode().rstrip("=")


def read(text: str, order: str) -> Cursor:
    """The cursor that was written for that order. Raises Refused."""
    try:
        bare = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        check, said = bare[:_CHECKED], bare[_CHECKED:]
        if check != _check(order, said):
            raise ValueError
        backward, first, key = json.loads(said)
        place = (float(first), int(key))
        if not math.isfinite(place[0]):
            raise ValueError
        return Cursor(place, bool(backward))
    except (ValueError, TypeError, OverflowError):
        words = _("This “%(name)s” is not one that this search gave: follow its links as they are.")
        raise Refused(words % {"name": NAME}, code="value", where=f"http.{NAME}") from None


def _check(order: str, said: bytes) -> bytes:
    """It tells a cursor that was damaged, or belongs to another search. It protects no secret."""
    return sha256(order.encode() + b"\n" + said).digest()[:_CHECKED]
