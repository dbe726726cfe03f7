"""The runs of rows in which the answer to a question lies: whole words, none of them twice.

Positions are counted within the runs; `absolute` turns them into row numbers.
"""

from __future__ import annotations

import numpy as np

from clinics.geo import EARTH_RADIUS_MILES
from directory.search.columns import bits
from directory.search.columns.bits import WORD
from directory.search.columns.columns import Columns
from directory.search.columns.records import state_number
from directory.search.columns.rows import Reach, cell_ranges

_GAP = 8
"""So many words without anything are read rather than left out."""
_AT_ONCE = 16_384
"""So many distances are worked out at once: they stay in a processor's cache."""
_MOST_RUNS = 64
"""More runs than this are read piece by piece for longer than what they leave out."""
_FEW = 512
"""So many words are copied in one piece to be counted."""


class Spans:
    """Runs of words of some columns, as pairs of the first word and the one behind the last."""

    def __init__(
        self, columns: Columns, runs: list[tuple[int, int]], among: np.ndarray | None = None
    ) -> None:
        """`among`: the set of all rows that can matter, if the runs have others, too."""
        self.columns, self.runs, self._among = columns, runs, among
        self.words = sum(end - start for start, end in runs)

    def narrowed(self, some: np.ndarray) -> Spans:
        """These runs without most words that hold nothing of a set; the same if they are many."""
        words = [np.flatnonzero(some[start:end]) + start for start, end in self.runs]
        runs = _runs(np.concatenate(words)) if words else []
        return self if len(runs) > _MOST_RUNS else Spans(self.columns, runs, self._among)

    def cut(self, values: np.ndarray) -> np.ndarray:
        """What a set, a slice or slices have within the runs."""
        if len(self.runs) == 1:
            start, end = self.runs[0]
            return values[start:end]
        return _joined([values[start:end] for start, end in self.runs], values)

    @property
    def live(self) -> np.ndarray:
        """The rows within the runs that count, in a new array."""
        live = self.cut(self.columns.live)
        return live.copy() if self._among is None else live & self.cut(self._among)

    def rows(self, values: np.ndarray) -> np.ndarray:
        """What a column has within the runs."""
        if len(self.runs) == 1:
            start, end = self.runs[0]
            return values[start * WORD : end * WORD]
        return _joined([values[start * WORD : end * WORD] for start, end in self.runs], values)

    def counts(self, slices: np.ndarray, among: np.ndarray, own: slice | list[int]) -> np.ndarray:
        """How many rows of a set within the runs have each of some bits."""
        if len(self.runs) == 1 or self.words <= _FEW:
            return bits.counts(self.cut(slices)[:, own], among)
        ends = np.cumsum([end - start for start, end in self.runs])[:-1]
        parts = zip(self.runs, np.split(among, ends), strict=True)
        return np.sum([bits.counts(slices[a:b, own], part) for (a, b), part in parts], axis=0)

    def squares(self, place: tuple[float, float, float]) -> np.ndarray:
        """The squared chord from a point of the unit sphere to each row."""
        squares, at = np.empty(self.words * WORD), 0
        for start, end in self.runs:
            for low in range(start * WORD, end * WORD, _AT_ONCE):
                high = min(low + _AT_ONCE, end * WORD)
                total = squares[at : at + high - low]
                # In this order of adding, a distance is the same to the last digit everywhere.
                for axis, own in enumerate(place):
                    off = self.columns.xyz[axis, low:high] - own
                    off *= off
                    if axis:
                        total += off
                    else:
                        total[:] = off
                at += high - low
        return squares

    def absolute(self, positions: np.ndarray) -> np.ndarray:
        """The row numbers of positions within the runs."""
        if len(self.runs) == 1:
            return positions + self.runs[0][0] * WORD
        if not self.runs:
            return positions
        starts, ends = np.array(self.runs).T * WORD
        behind = np.cumsum(ends - starts)
        return positions + (ends - behind)[behind.searchsorted(positions, "right")]


def in_reach(columns: Columns, reach: Reach | None) -> Spans:
    """The runs of a reach; without one, all rows."""
    if reach is None:
        return Spans(columns, [(0, -(-columns.count // WORD))])
    area, miles = reach
    if miles is not None:
        return _of_cells(columns, *cell_ranges(area.point, miles))
    if not area.counties:
        return _of_rows(columns, columns.state == state_number(area.state))
    return _of_rows(columns, np.bitwise_or.reduce([columns.county == one for one in area.counties]))


def _of_cells(columns: Columns, low: list[int], high: list[int]) -> Spans:
    """The loaded rows of runs of cells, the last cells included, and every appended row."""
    # Of the same type, or the cells of all rows are converted.
    first = columns.cells.searchsorted(np.array(low, columns.cells.dtype)).tolist()
    last = columns.cells.searchsorted(np.array(high, columns.cells.dtype), "right").tolist()
    runs = [(a // WORD, -(-b // WORD)) for a, b in zip(first, last, strict=True) if a < b]
    if columns.count > columns.loaded:
        runs.append((columns.loaded // WORD, -(-columns.count // WORD)))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(runs):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return Spans(columns, merged)


def _of_rows(columns: Columns, some: np.ndarray) -> Spans:
    """The words in which there are some of the rows."""
    among = bits.pack(some)
    return Spans(columns, _runs(np.flatnonzero(among)), among)


def _runs(words: np.ndarray) -> list[tuple[int, int]]:
    """Runs in which there are all of some ascending words, and few others."""
    if not len(words):
        return []
    cut = np.flatnonzero(np.diff(words) > _GAP)
    starts = words[np.concatenate(([0], cut + 1))].tolist()
    ends = (words[np.concatenate((cut, [len(words) - 1]))] + 1).tolist()
    return list(zip(starts, ends, strict=True))


def miles(squares: np.ndarray) -> np.ndarray:
    """Great-circle miles of squared chords of the unit sphere."""
    return 2 * EARTH_RADIUS_MILES * np.arcsin(np.minimum(1.0, np.sqrt(squares) / 2))


def _joined(parts: list[np.ndarray], like: np.ndarray) -> np.ndarray:
    return np.concatenate(parts) if parts else like[:0]
