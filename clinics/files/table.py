"""Reads CSV files one record at a time, so a file may have any size. A bad row stops no other."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clinics.files.refusals import FileRefused

LONGEST_LINE = 1_000_000
"""Characters."""
LONGEST_RECORD = 4_000_000
"""Characters; a record may have several lines."""
BLOCK = 1 << 20
"""Bytes read at once."""
PROBLEMS = {
    "field larger": f"a cell is longer than {csv.field_size_limit():,} characters",
    "unexpected end": "a quotation mark is never closed",
    "expected after": "text follows a closing quotation mark",
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


def check_text(path: Path) -> tuple[str, int]:
    """The encoding of a whole text file, `utf-8-sig` or `cp1252`, and its number of lines.

    Raises FileRefused when the file is missing, empty or not text.
    """
    decoder, encoding, lines = codecs.getincrementaldecoder("utf-8")(), "utf-8-sig", 0
    try:
        if path.exists() and not path.is_file():
            raise FileRefused(f"{path} is not a file.")
        with path.open("rb") as file:
            start = file.read(4096)
            _refuse_unless_text(path, start)
            block = start
            while block:
                lines += block.count(b"\n")
                if encoding != "cp1252":
                    try:
                        decoder.decode(block)
                    except UnicodeDecodeError:
                        encoding = "cp1252"
                block = file.read(BLOCK)
        decoder.decode(b"", final=encoding != "cp1252")
    except UnicodeDecodeError:
        encoding = "cp1252"
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}.") from error
    return encoding, lines


def _refuse_unless_text(path: Path, start: bytes) -> None:
    if not start.removeprefix(codecs.BOM_UTF8).strip():
        raise FileRefused(f"{path} is empty.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused(f"{path} is in UTF-16: save it as UTF-8.")
    if b"\0" in start.splitlines()[0] or start.startswith((b"PK\3\4", b"%PDF", b"\x1f\x8b")):
        raise FileRefused(f"{path} is not a text file.")


class Table:
    """A CSV file with a header. `columns` are its names, `total` is about the number of rows."""

    def __init__(self, path: Path) -> None:
        """Raise FileRefused when the file cannot be read or its first line is not a header."""
        self.path = path
        self.encoding, lines = check_text(path)
        self.total = max(lines - 1, 0)
        header = next(self._records(), None)
        if header is None or header.problem:
            raise FileRefused(f"{path}: the first line cannot be read as column names.")
        self.columns = [name.strip() for name in header.cells]

    def records(self) -> Iterator[Record]:
        """The rows after the header, in order, without blank lines."""
        records = self._records()
        next(records)
        for record in records:
            if not record.problem and len(record.cells) != len(self.columns):
                count = f"{len(record.cells)} cells instead of {len(self.columns)}"
                record = Record(record.line, record.cells, count)
            yield record

    def _lines(self) -> Iterator[_Line]:
        # surrogateescape: a byte that cp1252 does not have makes one row bad, not the whole file
        with self.path.open(encoding=self.encoding, errors="surrogateescape", newline="") as text:
            number = 0
            while line := text.readline(LONGEST_LINE):
                number += 1
                is_too_long, more = False, line
                while len(more) == LONGEST_LINE and not more.endswith(("\n", "\r")):
                    is_too_long, more = True, text.readline(LONGEST_LINE)
                yield _Line(number, line[:1000] if is_too_long else line, is_too_long)

    def _records(self) -> Iterator[Record]:
        feed = _Feed(self._lines())
        reader = csv.reader(feed, strict=True)
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
        return f"the line or the row is longer than {LONGEST_LINE:,} characters"
    return next((ours for part, ours in PROBLEMS.items() if part in str(error)), str(error))
