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
    total, left, few = size(found), n, 4 * n + 512
    surely: list[np.ndarray] = []
    for key in keys:
        if total <= few:
            break
        if key.all is None:
            better, found = _highest(found, left, key.digits)
            surely.append(rows_of(better))
            total, left = size(found), left - size(better)
            continue
        values = key.all()
        while total > few:
            highest = _bound(values, found, total, left)
            if highest != highest:  # not-a-number sorts last: this key tells no more
                break
            low = high = highest
            if key.slack:
                low, high = highest * (1 - key.slack), highest * (1 + key.slack)
            below = found & pack(values < low)
            under = size(below)
            if under >= left:
                found, total = below, under
                continue
            found = found & pack(values <= high)
            total = size(found)
            if total > few:  # many are alike: the next key decides among them
                surely.append(rows_of(below))
                found, total, left = found & ~below, total - under, left - under
            break
    rows = np.concatenate([*surely, rows_of(found)])
    return rows[np.lexsort([key.at(rows) for key in reversed(keys)])][:n]


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
