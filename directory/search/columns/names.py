"""The names of the rows in memory: their order, and which rows have a word."""

from __future__ import annotations

import math
from array import array
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from directory.search.columns.bits import pack

_STEP = 1e-6
"""So far apart are the ranks of appended rows; there are fewer than half a million of them."""


class Said(NamedTuple):
    """What a row appended later is called: its folded name, its key, its words."""

    name: bytes
    clinic_id: int
    words: frozenset[str]


class Names:
    """Names of loaded rows, in arrays; those of rows appended later, one by one.

    A loaded row's place among all loaded names is its rank. That of an appended row lies between
    those of the loaded names around it.
    """

    def __init__(self) -> None:
        """No names yet: `take` them piece by piece, and `settle`."""
        self._known: list[bytes] = []
        self._marks_taken, self._words_of = array("q"), array("i")
        self._flat = array("i")
        self._number: dict[str, int] = {}
        self.appended: dict[int, Said] = {}
        self._is_settled = True

    def take(self, names: Iterable[str], words: Iterable[str]) -> None:
        """Take in the folded names and blank-separated words of the next loaded rows."""
        number = self._number
        for name, said in zip(names, words, strict=True):
            self._known.append(name.encode())
            self._marks_taken.append(_mark(name, said))
            own = said.split()
            self._words_of.append(len(own))
            for word in own:
                self._flat.append(number.setdefault(word, len(number)))

    def settle(self, ids: np.ndarray, *, room: int) -> None:
        """Sort what was taken in: the names of rows with these keys. `room`: how many may be."""
        self._ids = ids
        order = np.argsort(ids, kind="stable").tolist()
        order.sort(key=self._known.__getitem__)  # stable: equal names stay in the order of keys
        self._by_name = np.array(order, np.int32)
        self._rank = np.zeros(room)
        self._rank[self._by_name] = np.arange(len(ids))
        self._blob = b"".join(self._known)
        self._ends = np.zeros(len(ids) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, self._known), np.int64, len(ids)), out=self._ends[1:])
        self._marks = np.array(self._marks_taken, np.int64)
        # Word → rows: all rows in one array, word by word.
        of, many = np.array(self._flat, np.int32), np.array(self._words_of, np.int32)
        by_word = np.argsort(of, kind="stable")
        self._rows = np.repeat(np.arange(len(ids), dtype=np.int32), many)[by_word]
        self._starts = np.searchsorted(of[by_word], np.arange(len(self._number) + 1))
        del self._known, self._marks_taken, self._words_of, self._flat

    def is_called(self, row: int, name: str, words: str) -> bool:
        """Whether the row has this name and these words."""
        if said := self.appended.get(row):
            return (said.name, said.words) == (name.encode(), frozenset(words.split()))
        return int(self._marks[row]) == _mark(name, words)

    def append(self, row: int, clinic_id: int, name: str, words: str) -> None:
        """Take a row in that was not loaded."""
        said = Said(name.encode(), clinic_id, frozenset(words.split()))
        self.appended[row] = said
        self._rank[row] = self._place(said.name, clinic_id) - 0.5
        self._is_settled = False

    def _place(self, name: bytes, clinic_id: int) -> int:
        """How many loaded rows come before this name and key."""
        low, high = 0, len(self._by_name)
        while low < high:
            middle = (low + high) // 2
            at = int(self._by_name[middle])
            if (self._name(at), int(self._ids[at])) < (name, clinic_id):
                low = middle + 1
            else:
                high = middle
        return low

    def name(self, row: int) -> bytes:
        """The folded name of a row."""
        said = self.appended.get(row)
        return said.name if said else self._name(row)

    def behind(self, name: bytes, clinic_id: int) -> np.ndarray:
        """Of each row: whether its name, or else its key, comes behind these."""
        behind = self._rank >= self._place(name, clinic_id + 1)
        for row, said in self.appended.items():
            behind[row] = said[:2] > (name, clinic_id)
        return behind

    def _name(self, row: int) -> bytes:
        return self._blob[self._ends[row] : self._ends[row + 1]]

    def rank(self) -> np.ndarray:
        """A number for each row that orders by name, then by key."""
        if not self._is_settled:
            ordered = sorted(self.appended.items(), key=lambda one: one[1][:2])
            for place, (row, _said) in enumerate(ordered):
                # Appended names come before the loaded one at which they end, by halves and less.
                self._rank[row] = math.floor(self._rank[row]) + 0.25 + place * _STEP
            self._is_settled = True
        return self._rank

    def having(self, alike: Mapping[str, Collection[str]]) -> np.ndarray:
        """The set of all rows whose names have, for each typed word, one of the words like it."""
        some = _in_all([self._with_any(known) for known in alike.values()], len(self._ids))
        found = np.zeros(len(self._rank), bool)
        found[some] = True
        wanted = [frozenset(known) for known in alike.values()]
        for row, said in self.appended.items():
            found[row] = bool(wanted) and all(said.words & known for known in wanted)
        return pack(found)

    def _with_any(self, words: Collection[str]) -> list[np.ndarray]:
        """The loaded rows that have each of the words that some row has."""
        numbers = [self._number[word] for word in words if word in self._number]
        return [self._rows[self._starts[one] : self._starts[one + 1]] for one in numbers]


def _in_all(unions: list[list[np.ndarray]], rows: int) -> np.ndarray:
    """The row numbers below `rows` that are in each of some unions; none without any union."""
    unions.sort(key=lambda parts: sum(map(len, parts)))  # what is rare leaves little to look up
    some: np.ndarray = np.zeros(0, np.int32)
    for place, parts in enumerate(unions):
        if place == 0 and len(parts) == 1:
            some = parts[0]
            continue
        among = np.zeros(rows, bool)
        for part in parts:
            among[part] = True
        some = some[among[some]] if place else np.flatnonzero(among)
        if not len(some):
            break
    return some


def _mark(name: str, words: str) -> int:
    """A number that tells names with their words apart; it differs from process to process."""
    return hash((name, words))
