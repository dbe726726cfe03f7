"""Reads CSV files one record at a time, so a file may have any size. A bad row stops no other."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.files.encoding import check_text, senseless
from clinics.files.formulas import unguarded
from clinics.files.refusals import FileRefused

LONGEST_LINE = 1_000_000
"""Characters."""
LONGEST_RECORD = 4_000_000
"""Characters; a record may have several lines."""
_QUOTED = re.compile('"[^"]*"')
PROBLEMS = {
    "field larger": gettext_lazy("a cell is longer than 131,072 characters"),
    "unexpected end": gettext_lazy("a quotation mark is never closed"),
    "expected after": gettext_lazy("text follows a closing quotation mark"),
}
"""A part of the csv module's message → our own sentence."""


@dataclass(frozen=True)
class Record:
    """One row of a table: the line it begins on, its cells, and what is wrong with it."""

    line: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    is_too_long: bool = False


class _TooLong(Exception):
    """A line or a record is longer than we hold in memory."""


class _Feed:
    """Hands lines to the csv module. The lines of a broken record can be handed out again."""

    def __init__(self, lines: Iterator[_Line]) -> None:
        self._lines, self._again = lines, deque[_Line]()
        self.begin()

    def begin(self) -> None:
        """Begin a new record."""
        self.taken: list[_Line] = []
        self._size = 0

    def only_first(self) -> _Line:
        """Give up the record: return its first line, and hand the others out again."""
        first, *rest = self.taken
        self._again.extendleft(reversed(rest))
        return first

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        self._size += len(line.text)
        if line.is_too_long or self._size > LONGEST_RECORD:
            raise _TooLong
        return line.text


class Table:
    """A CSV file with a header. `columns` are its names, `total` is about the number of rows.

    Cells are separated by commas, semicolons or tabs; a line such as `sep=;` may stand on top. A
    column without a name and without any cell is left out.
    """

    def __init__(self, path: Path, *, called: str = "") -> None:
        """Raise FileRefused when the file cannot be read or its first line is not a header.

        `called` names the file in what is refused; its path does otherwise.
        """
        self.path, self._called = path, called or str(path)
        self.encoding, lines = check_text(path, called=called)
        self._tops = 0
        self._between, self._tops = self._dialect()
        self.total = max(lines - self._tops - 1, 0)
        header = next(self._records(), None)
        if header is None or header.problem:
            raise FileRefused(
                _("%(file)s: the first line cannot be read as column names.")
                % {"file": self._called}
            )
        names = [name.strip() for name in header.cells]
        self._width = len(names)
        self._kept = [at for at in range(len(names)) if names[at]]
        if len(self._kept) < len(names):
            self._kept = sorted({*self._kept, *self._filled()})
        self.columns = [names[at] for at in self._kept]
        if self.encoding == "cp1252":
            self._refuse_other_encodings()

    def _dialect(self) -> tuple[str, int]:
        """What separates the cells, and the number of lines before the header."""
        for line in self._lines():
            text = line.text.strip().strip('"')
            if text[:4].casefold() == "sep=" and len(text) < 6:
                return text[4:] or "\t", line.number
            if text:
                return max(",;\t", key=_QUOTED.sub("", line.text).count), 0
        return ",", 0

    def _filled(self) -> set[int]:
        """The columns in which a row has something. Reads until all of them have."""
        filled: set[int] = set()
        for record in self._rows():
            filled.update(at for at, cell in enumerate(record.cells[: self._width]) if cell.strip())
            if len(filled) == self._width:
                break
        return filled

    def _refuse_other_encodings(self) -> None:
        """Raise FileRefused for a word that makes no sense in Windows-1252, as of Mac Roman."""
        for record in self._rows():
            for cell in record.cells:
                if not cell.isascii() and (words := senseless(cell)):
                    raise FileRefused(
                        _(
                            "%(file)s: “%(words)s” on line %(line)s makes no sense in "
                            "Windows-1252: save the file as UTF-8."
                        )
                        % {"file": self._called, "words": words[:60], "line": record.line}
                    )

    def records(self) -> Iterator[Record]:
        """The rows after the header, in order, without blank lines, as `unguarded` reads cells."""
        for record in self._rows():
            cells = [unguarded(cell) for cell in record.cells]
            if record.problem:
                yield Record(record.line, cells, record.problem)
            elif (whole := self._whole(cells)) is None:
                count = {"n": len(cells), "all": self._width}
                yield Record(record.line, cells, _("%(n)s cells instead of %(all)s") % count)
            else:
                yield Record(record.line, [whole[at] for at in self._kept])

    def _whole(self, cells: list[str]) -> list[str] | None:
        """As many cells as the header has; None when more were cut off or less are there."""
        extra, missing = cells[self._width :], self._width - len(cells)
        if any(cell.strip() for cell in extra) or len(cells) <= max(self._kept, default=-1):
            return None
        return [*cells[: self._width], *[""] * missing]

    def _rows(self) -> Iterator[Record]:
        records = self._records()
        next(records)
        return records

    def _lines(self) -> Iterator[_Line]:
        # surrogateescape: a byte that cp1252 does not have makes one row bad, not the whole file
        with self.path.open(encoding=self.encoding, errors="surrogateescape", newline="") as text:
            number = 0
            for _ in range(self._tops):
                number += text.readline() != ""
            while line := text.readline(LONGEST_LINE):
                number += 1
                is_too_long, more = False, line
                while len(more) == LONGEST_LINE and not more.endswith(("\n", "\r")):
                    is_too_long, more = True, text.readline(LONGEST_LINE)
                yield _Line(number, line[:1000] if is_too_long else line, is_too_long)

    def _records(self) -> Iterator[Record]:
        feed = _Feed(self._lines())
        reader = csv.reader(feed, strict=True, delimiter=self._between)
        while True:
            feed.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLong) as error:
                first = feed.only_first()
                yield Record(first.number, [first.text[:1000].strip()], _problem(error))
                continue
            if cells:
                yield Record(feed.taken[0].number, cells)


def _problem(error: Exception) -> str:
    """What is wrong with a record, as a sentence for the person."""
    if isinstance(error, _TooLong):
        most = {"most": f"{LONGEST_LINE:,}"}
        return _("the line or the row is longer than %(most)s characters") % most
    return next((str(ours) for part, ours in PROBLEMS.items() if part in str(error)), str(error))
