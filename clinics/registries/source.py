"""Read a register file in blocks of lines, and say in words what a wrong file looks like."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clinics.files.refusals import FileRefused, shown

BETWEEN = b'","'
"""The bytes between two cells when every cell is in quotation marks."""
BLOCK = 1 << 16
"""Bytes read at a time. Larger blocks leave the processor's cache and are slower."""
LONGEST_LINE = 1_000_000
MAGIC = {
    b"PK\3\4": "a ZIP archive or an Excel workbook: unpack it, or save it as CSV",
    b"\x1f\x8b": "a gzip archive: unpack it",
    b"%PDF": "a PDF",
    codecs.BOM_UTF16_LE: "text in UTF-16: save it as UTF-8",
    codecs.BOM_UTF16_BE: "text in UTF-16: save it as UTF-8",
}
SIGNS = {
    "Entity Type Code": "an NPPES file",
    "Provider Other Organization Name Type Code": "the “othername” companion of an NPPES file",
    "Endpoint Type": "the “endpoint” companion of an NPPES file",
    "Provider Secondary Practice Location Address- Address Line 1": (
        "the “pl” (practice locations) companion of an NPPES file"
    ),
    "EXCLTYPE": "the LEIE exclusion list",
    "external_id": "a list of clinics: manage.py import_clinics takes it",
}
"""Columns that only one kind of file has; the first one found names the kind."""


@dataclass(frozen=True)
class Block:
    """Some whole lines of a file.

    `first` is the number of the first line, `done` the bytes of the file read so far. `is_plain`:
    every line is plain in the sense of `is_plain()` below, so COPY can take it as it is. `is_cut`:
    the block is the file's last line and has no line end, so the file may be truncated.
    """

    first: int
    lines: list[bytes]
    done: int
    is_plain: bool
    is_cut: bool = False


def is_plain(text: bytes) -> bool:
    """Whether COPY can take it as it is: ASCII without tab, backslash, CR or NUL."""
    return text.isascii() and not any(char in text for char in (b"\\", b"\t", b"\r", b"\0"))


class Source:
    """A text file with a header. `columns` are the names in it; `size` is in bytes."""

    def __init__(self, path: Path) -> None:
        """Raise FileRefused when the file cannot be read or has no header."""
        self.path = path
        try:
            if path.exists() and not path.is_file():
                raise FileRefused(f"{path} is not a file.")
            self.size = path.stat().st_size
            with path.open("rb") as file:
                header = file.readline(LONGEST_LINE)
        except OSError as error:
            raise FileRefused(f"{path} cannot be read: {error.strerror}.") from error
        self._refuse_unless_text(header)
        self._begins = len(header)
        text = header.removeprefix(codecs.BOM_UTF8).decode("cp1252", "replace")
        try:
            self.columns = [name.strip() for name in next(csv.reader([text.strip("\r\n")]), [])]
        except csv.Error as error:  # a line that ends in CR alone, or one cell without end
            raise FileRefused(f"{path.name} is not a text file with column names.") from error

    def refuse_unless(self, sign: str, needed: list[str]) -> None:
        """Raise FileRefused unless the header has the column `sign` and each of `needed` once."""
        if sign not in self.columns:
            looks = next((words for name, words in SIGNS.items() if name in self.columns), "")
            words = f"looks like {looks}" if looks else f"has no column {shown(sign)}"
            raise FileRefused(f"{self.path.name} is not {SIGNS[sign]}: it {words}.")
        for name in needed:
            if (times := self.columns.count(name)) != 1:
                words = f"has {times} columns {shown(name)}" if times else f"has no {shown(name)}"
                raise FileRefused(f"{self.path.name} {words}.")

    def blocks(self) -> Iterator[Block]:
        """The lines after the header, without line ends."""
        with self.path.open("rb") as file:
            file.seek(self._begins)
            number, rest, done = 2, b"", self._begins
            while read := file.read(BLOCK):
                done += len(read)
                whole, end, rest = (rest + read).rpartition(b"\n")
                if len(rest) > LONGEST_LINE:
                    raise FileRefused(self._too_long(number + (whole + end).count(b"\n")))
                if end:
                    if b"\r" in whole:
                        whole = whole.replace(b"\r\n", b"\n").removesuffix(b"\r")
                    yield Block(number, lines := whole.split(b"\n"), done, is_plain(whole))
                    number += len(lines)
            if rest.strip():
                yield Block(number, [rest], done, is_plain=False, is_cut=True)

    def _too_long(self, line: int) -> str:
        return f"{self.path.name}: line {line:,} is longer than {LONGEST_LINE:,} characters."

    def _refuse_unless_text(self, header: bytes) -> None:
        name = self.path.name
        if not self.size or not header.removeprefix(codecs.BOM_UTF8).strip():
            raise FileRefused(f"{name} is empty." if not self.size else f"{name} has no header.")
        for magic, words in MAGIC.items():
            if header.startswith(magic):
                raise FileRefused(f"{name} is {words}.")
        if b"\0" in header or len(header) >= LONGEST_LINE:
            raise FileRefused(f"{name} is not a text file with column names.")
