"""The first rows of a set in an order of several keys, without sorting them all."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from directory.search.columns.bits import pack, rows_of, size

_SAMPLE = 4096


@dataclass(frozen=True)
class Key:
    """One thing to sort by: `all()` its values for every position, `at(some)` those of some.

    Where `at` rounds, `slack` is the relative difference that it may make between equal values.
    A number whose binary digits are known as sets, `digits`, lowest first, needs no `all`; it sorts
    the highest first.
    """

    at: Callable[[np.ndarray], np.ndarray]
    all: Callable[[], np.ndarray] | None = None
    slack: float = 0.0
    digits: Sequence[np.ndarray] = ()


def first_rows(found: np.ndarray, n: int, keys: Sequence[Key]) -> np.ndarray:
    """Of a set, the first n positions by the keys, the first of which decides first; all if fewer.

    Key by key the set is narrowed to those that may be among the first n, and what is left sorted.
    """
    left, few = n, 4 * n + 512
    surely: list[np.ndarray] = []
    for key in keys:
        if size(found) <= few:
            break
        better, found = _narrowed(found, left, key, few)
        surely.append(rows_of(better))
        left -= size(better)
    rows = np.concatenate([*surely, rows_of(found)])
    return rows[np.lexsort([key.at(rows) for key in reversed(keys)])][:n]


def _narrowed(found: np.ndarray, n: int, key: Key, few: int) -> tuple[np.ndarray, np.ndarray]:
    """Those of a set that are surely among the first n by a key, and those that may be.

    The first is empty unless more than a few are alike: then the next key decides among them.
    """
    if key.all is None:
        return _highest(found, n, key.digits)
    values, total = key.all(), size(found)
    while total > few:
        highest = _bound(values, found, total, n)
        if highest != highest:  # not-a-number sorts last: this key tells no more
            break
        below = found & pack(values < highest * (1 - key.slack))
        under = size(below)
        if under >= n:
            found, total = below, under
            continue
        found = found & pack(values <= highest * (1 + key.slack))
        if size(found) > few:
            return below, found & ~below
        break
    return np.zeros_like(found), found


def _highest(
    found: np.ndarray, n: int, digits: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Those of a set that are surely among the n with the highest number, and those next to them.

    The second set is all of one number, and fills up the first to n at least.
    """
    surely = np.zeros_like(found)
    for digit in reversed(digits):
        having = found & digit
        if size(surely) + size(having) >= n:
            found = having
        else:
            surely |= having
            found = found & ~digit
    return surely, found


def _bound(values: np.ndarray, found: np.ndarray, total: int, n: int) -> float:
    """A value that at least n of the found do not exceed, and few of the others: by a sample."""
    step = max(1, total // _SAMPLE)
    some = np.zeros_like(found)
    some[::step] = found[::step]
    sample = values[rows_of(some)]
    place = n // step + 8 + int(4 * math.sqrt(n / step))
    if place < len(sample):
        highest = np.partition(sample, place)[place]
        if highest == highest and size(found & pack(values <= highest)) >= n:
            return highest
    return np.partition(values[rows_of(found)], n - 1)[n - 1]
