"""From one page of a search to the next, whatever is added or taken away meanwhile.

A cursor is the place of one clinic in an order: what it is sorted by, and its key. What comes next
is all that stands behind that place now. It says nothing else of the question.
"""

from __future__ import annotations

import binascii
import math
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from directory.search.answer import Answer
from directory.search.columns import bits
from directory.search.question import Question
from directory.search.search import Search, searching

START = "*"
"""The cursor in front of the first clinic."""
LONGEST = 300
_NAME_BYTES = 200
"""So much of a name a cursor holds. Longer ones are looked up by the clinic's key."""
_KEY = struct.Struct(">q")
_LETTERS = {
    "distance": "d",
    "match": "m",
    "course_price": "c",
    "rating": "r",
    "checked": "k",
    "name": "n",
}


class CursorRefused(ValueError):
    """A cursor that leads nowhere, in words."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a clinic stands in an order: by its folded name, or by numbers, and by its key."""

    order: str
    name: bytes = b""
    numbers: tuple[float, ...] = ()
    clinic_id: int


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """An answer, and the cursor behind the last clinic of its page; None if none follows."""

    answer: Answer
    onward: str | None


def stretch(question: Question, cursor: str | None = None) -> Stretch:
    """The clinics behind a cursor, or the page of a question without one, as of today.

    Raises CursorRefused. Queries: those of `searching`.
    """
    place = None if cursor in (None, START) else decoded(cursor or "", question.order)
    with searching(question) as search:
        left, end = search.met, question.page * question.page_size
        if place is not None:
            left = bits.set_of(_behind(search, bits.rows_of(left), place), search.spans.words)
        first = search.first(left, end)
        page = first[end - question.page_size :]
        follows = len(page) and bits.size(left) > end
        onward = encoded(_place_of(search, first[-1:])) if follows else None
        return Stretch(answer=search.answer(page), onward=onward)


def _place_of(search: Search, position: np.ndarray) -> Place:
    """Where the clinic at one position stands."""
    row, order = int(search.spans.absolute(position)[0]), search.question.order
    clinic_id = int(search.columns.id[row])
    if order == "name":
        return Place(order=order, name=search.columns.names.name(row), clinic_id=clinic_id)
    numbers = [_numbers(key.at(position)) for key in search.keys[:-1]]
    return Place(order=order, numbers=tuple(float(n[0]) for n in numbers), clinic_id=clinic_id)


def _behind(search: Search, positions: np.ndarray, place: Place) -> np.ndarray:
    """Those of some positions that stand behind a place. Raises CursorRefused."""
    if place.order == "name":
        columns, name = search.columns, place.name
        if len(name) == _NAME_BYTES and (row := columns.find(place.clinic_id)) >= 0:
            # Of a long name only the beginning is known. If the clinic is gone, some come twice.
            whole = columns.names.name(row)
            name = whole if whole.startswith(name) else name
        behind = columns.names.behind(name, place.clinic_id)
        return positions[behind[search.spans.absolute(positions)]]
    *keys, key = search.keys
    if len(keys) != len(place.numbers):
        raise _of_another_order()
    later, same = np.zeros(len(positions), bool), np.ones(len(positions), bool)
    for one, number in zip(keys, place.numbers, strict=True):
        values = _numbers(one.at(positions))
        later |= same & (values > number)
        same &= values == number
    return positions[later | same & (key.at(positions) > place.clinic_id)]


def _numbers(values: np.ndarray) -> np.ndarray:
    """Values as they sort: a distance that nobody knows comes last."""
    return np.where(np.isnan(values), np.inf, values)


def encoded(place: Place) -> str:
    """The cursor of a place, fit for an address."""
    key = _KEY.pack(place.clinic_id)
    numbers = struct.pack(f">{len(place.numbers)}d", *place.numbers)
    text = urlsafe_b64encode(key + numbers + place.name[:_NAME_BYTES]).decode().rstrip("=")
    return f"{_LETTERS[place.order]}{text}"


def decoded(cursor: str, order: str) -> Place:
    """The place of a cursor in an order. Raises CursorRefused."""
    place = _read(cursor) if len(cursor) <= LONGEST else None
    if place is None or encoded(place) != cursor:
        raise CursorRefused(
            _("This is not a cursor. Take it from `next` of an answer, or begin with `*`.")
        )
    if place.order != order:
        raise _of_another_order()
    return place


def _read(cursor: str) -> Place | None:
    order = next((name for name, letter in _LETTERS.items() if letter == cursor[:1]), None)
    try:
        held = urlsafe_b64decode(cursor[1:] + "=" * (-len(cursor[1:]) % 4))
        (clinic_id,) = _KEY.unpack(held[: _KEY.size])
        rest = held[_KEY.size :]
        if order is None:
            return None
        if order == "name":
            return Place(order=order, name=rest, clinic_id=clinic_id)
        numbers = struct.unpack(f">{len(rest) // 8}d", rest)
    except (ValueError, binascii.Error, struct.error):
        return None
    if any(map(math.isnan, numbers)):
        return None
    return Place(order=order, numbers=numbers, clinic_id=clinic_id)


def _of_another_order() -> CursorRefused:
    return CursorRefused(_("This cursor belongs to another question. Begin anew with `*`."))
