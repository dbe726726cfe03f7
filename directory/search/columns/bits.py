"""Sets of rows as bits, and masks cut into slices: one bit of 64 rows is one word.

A set of rows is an array of 64-bit words; bit i of word w stands for row 64w + i. A *slice* is the
set of the rows whose masks have one bit; `sliced` puts the slices of all bits side by side.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

WORD = 64
BLOCK = 256
"""How many words are counted at once: so many rows of slices fit into a processor's cache."""


def sliced(masks: np.ndarray, width: int) -> np.ndarray:
    """(rows, bytes) masks → (words, width) slices of the lowest bits."""
    bits = np.unpackbits(masks, axis=1, bitorder="little")
    columns = np.packbits(bits, axis=0, bitorder="little")
    columns = np.pad(columns, ((0, -len(columns) % 8), (0, 0)))
    block = columns.reshape(-1, 8, columns.shape[1]).transpose(0, 2, 1)
    return np.ascontiguousarray(block).view("<u8")[:, :width, 0]


def packed(rows: np.ndarray) -> np.ndarray:
    """Booleans of any number of rows as a set; rows that fill up the last word are not in it."""
    return pack(np.pad(rows, (0, -len(rows) % WORD)))


def pack(rows: np.ndarray) -> np.ndarray:
    """Booleans of rows, a multiple of WORD of them, as a set."""
    return np.packbits(rows, bitorder="little").view("<u8")


def set_of(rows: np.ndarray, words: int) -> np.ndarray:
    """The set of so many words that holds these row numbers."""
    some = np.zeros(words * WORD, bool)
    some[rows] = True
    return pack(some)


def rows_of(some: np.ndarray) -> np.ndarray:
    """The numbers of the rows in a set, ascending."""
    words = np.flatnonzero(some)
    if len(words) * 8 < len(some):
        at = np.flatnonzero(_booleans(some[words]))
        return words[at // WORD] * WORD + at % WORD
    return np.flatnonzero(_booleans(some))


def as_numbers(some: np.ndarray) -> np.ndarray:
    """A set as one small number a row: 1 for who is in it, else 0."""
    return _booleans(some).view(np.uint8)


def size(some: np.ndarray) -> int:
    """How many rows are in a set."""
    return int(np.bitwise_count(some).sum())


def counts(slices: np.ndarray, among: np.ndarray) -> np.ndarray:
    """How many rows of a set have each bit: AND, count, add, block by block."""
    some = np.flatnonzero(among)
    if len(some) * 2 < len(among):
        slices, among = slices[some], among[some]
    total = np.zeros(slices.shape[1], np.int64)
    for at in range(0, len(among), BLOCK):
        have = slices[at : at + BLOCK] & among[at : at + BLOCK, None]
        total += np.bitwise_count(have).sum(axis=0, dtype=np.uint16)
    return total


def sums(sets: Iterable[np.ndarray]) -> list[np.ndarray]:
    """In how many of the sets each row is, as binary digits, each a set; the lowest first."""
    digits: list[np.ndarray] = []
    for carry in sets:
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry
        if carry.any():
            digits.append(carry)
    return digits


def _booleans(some: np.ndarray) -> np.ndarray:
    """One boolean a row."""
    words = np.ascontiguousarray(some)
    return np.unpackbits(words.view("u1"), bitorder="little").view(bool)
