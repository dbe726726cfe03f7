"""JSON that is written already, and stands inside of JSON that is not.

An answer about a thousand clinics says the same few thousand things over and over. To make each
anew as dictionaries, and to write them, takes ten times as long as to put texts together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from operator import itemgetter
from secrets import token_hex
from typing import Any

COMPACT = (",", ":")
WIDE = (", ", ": ")
"""What stands between the members of JSON, and behind their names."""

_HERE = token_hex()
"""Marks the place of what is written already. Nobody outside of this process can say it."""


class Written:
    """One value as JSON. It may stand wherever `dumps` takes a value."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def several(texts: Iterable[str], separators: tuple[str, str]) -> Written | list[Any]:
    """A list of values that are written already; [] where there are none."""
    inside = separators[0].join(texts)
    return Written(f"[{inside}]") if inside else []


def dumps(value: Any, separators: tuple[str, str]) -> str:
    """A value as JSON. What is written in it was written with the same separators."""
    found: list[str] = []

    def mark(one: Any) -> str:
        if not isinstance(one, Written):
            raise TypeError(f"{type(one).__name__} is no JSON.")
        found.append(one.text)
        return _HERE

    text = json.dumps(value, ensure_ascii=False, separators=separators, default=mark)
    first, *between = text.split(f'"{_HERE}"')
    return "".join([first, *chain.from_iterable(zip(found, between, strict=True))])


def inside(text: str) -> str:
    """A text as it stands between the quotation marks of JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


class Pattern:
    """JSON with holes, made of an example: each of these texts in it is a hole. Two at least."""

    def __init__(self, example: str, holes: Sequence[str]) -> None:
        hole = re.compile(f"({'|'.join(map(re.escape, holes))})")
        self._pieces = hole.split(example)
        self._in_order = itemgetter(*map(holes.index, self._pieces[1::2]))

    def filled(self, texts: Sequence[str]) -> str:
        """The JSON with other texts, in the order of the holes, as `inside` writes them."""
        pieces = self._pieces.copy()
        pieces[1::2] = self._in_order(texts)
        return "".join(pieces)


def read_back(value: Any) -> Any:
    """A value as plain dictionaries and lists, with all that is written in it."""
    return json.loads(dumps(value, COMPACT))
