"""Turn a register's rows into lines for COPY: fast for plain rows, as CSV for all others."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

from clinics.files.refusals import FileRefused, RowRefused
from clinics.files.rejects import Rejects
from clinics.registries.source import BETWEEN, LONGEST_LINE, Block, Source, is_plain

MOST_LINES = 100
"""Lines that one row may span, when its cells hold line ends."""
AT_ONCE = 1000
"""Rows handed to COPY at a time."""
ENOUGH = 1000
"""After this many rejected rows, stop if they are most of those read."""
REASONS = 10
Progress = Callable[[int, int, int], None]
"""Called now and then with bytes done, bytes in all, rows read."""
Line = tuple[int, bytes]


class Layout(Protocol):
    """What is kept of a row. `nppes.py` and `leie.py` have one each."""

    columns: list[str]
    """Columns of our table, in the order of `copy_line`."""
    last: int
    """Index of the last cell that is needed."""
    arrays: frozenset[int]
    """Indexes of the cells that become elements of an array."""

    def copy_line(self, cells: list[bytes]) -> bytes:
        """One row as a line for COPY, from escaped cells. Raises RowRefused.

        The cells after `last` come as one, joined by BETWEEN.
        """


class Records:
    """The rows of one file. `read` counts all of them, `rejected` those not handed on.

    `reasons` has (line, words) for the first rejected rows.
    """

    def __init__(
        self, source: Source, layout: Layout, rejects: Rejects, *, on_progress: Progress | None
    ) -> None:
        self.read = self.rejected = 0
        self.reasons: list[tuple[int, str]] = []
        self._source, self._layout, self._rejects = source, layout, rejects
        self._tell = on_progress or (lambda done, total, rows: None)
        self._width = len(source.columns)
        self._open: list[Line] = []

    def copy_lines(self) -> Iterator[bytes]:
        """Text for COPY, some rows at a time. Raises FileRefused, also when most rows are bad."""
        taken: list[bytes] = []
        for block in self._source.blocks():
            if block.is_cut:
                self._refuse_if_cut(*block.lines, number=block.first)
            taken += self._quickly(block)
            if len(taken) > AT_ONCE:
                yield b"\n".join([*taken, b""])
                taken = []
            self._tell(block.done, self._source.size, self.read)
            if self.rejected > ENOUGH:
                self.refuse_if_mostly_rejected()
        if self._open:
            raise FileRefused(self._cut(self._open[0][0]))
        self.refuse_if_mostly_rejected()
        yield b"\n".join([*taken, b""])

    def refuse_if_mostly_rejected(self) -> None:
        """Raise FileRefused when more than half of the rows read are bad."""
        if self.rejected * 2 > self.read:
            line, reason = self.reasons[0]
            raise FileRefused(
                f"{self._source.path.name}: {self.rejected:,} of {self.read:,} rows cannot be "
                f"read; the first is on line {line:,}: {reason}."
            )

    def _quickly(self, block: Block) -> list[bytes]:
        """The block's rows, escaped for COPY. Most of the time of a load is spent in this loop.

        If the separators and the two ends of a line account for all its quotation marks, no cell
        holds one. Then the line can simply be split at the separators.
        """
        taken: list[bytes] = []
        convert, last = self._layout.copy_line, self._layout.last + 1
        between, marks, all_plain = self._width - 1, self._width * 2, block.is_plain
        for number, line in enumerate(block.lines, block.first):
            if (
                line.count(BETWEEN) == between
                and line.count(b'"') == marks
                and line[:1] == line[-1:] == b'"'
                and (all_plain or is_plain(line))
            ):
                while self._open:
                    taken += self._careful(*self._broken())
                self.read += 1
                try:
                    taken.append(convert(line[1:-1].split(BETWEEN, last)))
                except RowRefused as refused:
                    self._reject(number, line, str(refused))
            else:
                taken += self._careful((number, line))
        return taken

    def _careful(self, *lines: Line) -> Iterator[bytes]:
        """Rows that end in these lines, read as CSV. An unfinished row waits for its next line."""
        waiting = deque(lines)
        while waiting:
            self._open.append(waiting.popleft())
            text = b"\n".join(line for _, line in self._open)
            if text.count(b'"') % 2 == 0:
                number, self._open = self._open[0][0], []
                yield from self._row(number, text)
            elif len(self._open) > MOST_LINES or len(text) > LONGEST_LINE:
                waiting.extendleft(reversed(self._broken()))

    def _broken(self) -> list[Line]:
        """Reject the first line of a row that never ends. Its other lines are read again."""
        (number, line), *rest = self._open
        self._open = []
        self.read += 1
        self._reject(number, line, "a quotation mark is never closed")
        return rest

    def _row(self, number: int, text: bytes) -> Iterator[bytes]:
        if not text.strip():
            return
        self.read += 1
        try:
            cells = _cells(text)
            if len(cells) != self._width:
                raise RowRefused(f"{len(cells)} cells instead of {self._width}")
            arrays, end = self._layout.arrays, self._layout.last + 1
            safe = [_escaped(cell, in_array=at in arrays) for at, cell in enumerate(cells)]
            yield self._layout.copy_line([*safe[:end], BETWEEN.join(safe[end:])])
        except RowRefused as refused:
            self._reject(number, text, str(refused))

    def _reject(self, number: int, text: bytes, reason: str) -> None:
        self.rejected += 1
        if len(self.reasons) < REASONS:
            self.reasons.append((number, reason))
        try:
            decoded = text.decode()
        except UnicodeDecodeError:
            decoded = text.decode("cp1252", "replace")
        self._rejects.reject(_readable_cells(decoded), line=number, reason=reason)

    def _refuse_if_cut(self, line: bytes, *, number: int) -> None:
        """Raise FileRefused unless a last line without a line end completes a row."""
        text = b"\n".join([*(opened for _, opened in self._open), line])
        try:
            is_whole = text.count(b'"') % 2 == 0 and len(_cells(text)) == self._width
        except RowRefused:
            is_whole = False
        if not is_whole or text.endswith(b",") or (text[:1] == b'"') != (text[-1:] == b'"'):
            raise FileRefused(self._cut(self._open[0][0] if self._open else number))

    def _cut(self, number: int) -> str:
        name = self._source.path.name
        return (
            f"{name} ends in the middle of the row that begins on line {number:,}: "
            "it was cut off on its way here. Fetch it again."
        )


def _cells(text: bytes) -> list[str]:
    """The cells of one row. Raises RowRefused."""
    try:
        decoded = text.decode()
    except UnicodeDecodeError:
        try:
            decoded = text.decode("cp1252")
        except UnicodeDecodeError:
            raise RowRefused("characters that are neither UTF-8 nor cp1252") from None
    if "\0" in decoded:
        raise RowRefused("it holds a NUL character")
    try:
        return next(csv.reader(io.StringIO(decoded, newline=""), strict=True), [])
    except csv.Error as error:
        raise RowRefused(f"it cannot be read as CSV: {error}") from None


def _escaped(cell: str, *, in_array: bool) -> bytes:
    """A cell escaped for COPY's text format, or as an array element in quotation marks.

    A quotation mark inside an element is written as \\x22, because marks separate the elements.
    """
    if in_array:
        cell = cell.replace("\\", "\\\\").replace('"', '\\"')
    cell = cell.replace("\\", "\\\\").replace("\t", "\\t")
    if in_array:
        cell = cell.replace('"', "\\x22")
    return cell.replace("\n", "\\n").replace("\r", "\\r").encode()


def _readable_cells(text: str) -> list[str]:
    """The cells of a rejected row. Text that is not CSV becomes one cell."""
    try:
        return next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error:
        return [text[:1000]]
