"""The pages of a PDF, written anew: a program of its own, which spends little whatever it reads.

It reads the PDF from its input and writes it to its output; or why it refuses it, in one word.
Its argument is how many seconds of the processor it may spend. Knows no Django: starts at once.
"""

from __future__ import annotations

import io
import resource
import sys
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

REFUSED = 3
"""What the program ends with when the first word of its output is why."""
MOST_MEMORY = 1024 * 1024 * 1024
MOST_PAGES = 100
MOST_PARTS = 200_000
LARGEST = 20 * 1024 * 1024
"""Bytes of what is written: twice what may come in."""
ACTIVE = {
    "/AA", "/EmbeddedFile", "/EmbeddedFiles", "/GoToE", "/ImportData", "/JS", "/JavaScript",
    "/Launch", "/Movie", "/RichMedia", "/Rendition", "/Sound", "/SubmitForm", "/XFA",
}  # fmt: skip
"""What makes a PDF do something, as names of its parts or of their kind."""
CARRIED = ("/LastModified", "/Metadata", "/PieceInfo", "/Thumb")
"""What a PDF's pages carry beside what is printed on them."""


class PdfRefused(Exception):
    """The PDF is not kept; the text is one word: locked, long, active or unreadable."""


def written_anew(content: bytes) -> bytes:
    """The pages of a PDF and what they show, in another file. Raises PdfRefused."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise PdfRefused("locked")
        if len(reader.pages) > MOST_PAGES:
            raise PdfRefused("long")
        if any(_is_active(part) for part in _parts(reader)):
            raise PdfRefused("active")
        return _pages_alone(reader)
    except PdfRefused:
        raise
    except Exception as error:  # a hostile file may break the parser in any way
        raise PdfRefused("unreadable") from error


def _is_active(part: DictionaryObject) -> bool:
    kinds = {str(part.raw_get(key)) for key in ("/S", "/Type", "/Subtype") if key in part}
    return bool(ACTIVE & (set(part) | kinds))


def _parts(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary reachable from the trailer. Raises ValueError when there are too many."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        part = waiting.pop()
        count += 1
        if count > MOST_PARTS:
            raise ValueError("too many parts")
        if isinstance(part, IndirectObject):
            number = (part.idnum, part.generation)
            if number not in seen:
                seen.add(number)
                waiting.append(part.get_object())
        elif isinstance(part, DictionaryObject):
            yield part
            waiting += [part.raw_get(key) for key in part]
        elif isinstance(part, ArrayObject):
            waiting += [list.__getitem__(part, place) for place in range(len(part))]


def _pages_alone(reader: pypdf.PdfReader) -> bytes:
    """A PDF of the same pages. Raises ValueError when there is none, or it grows beyond measure."""
    if not reader.pages:
        raise ValueError("no page")
    writer = pypdf.PdfWriter()
    for page in reader.pages:
        writer.add_page(page, excluded_keys=CARRIED)
    writer.metadata = None
    written = io.BytesIO()
    writer.write(written)
    if written.tell() > LARGEST:
        raise ValueError("a small file that becomes a large one")
    return written.getvalue()


def main() -> int:
    """Read a PDF and write it anew, within limits that nothing in it can raise."""
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        written = written_anew(sys.stdin.buffer.read())
    except PdfRefused as refused:
        sys.stdout.write(str(refused))
        return REFUSED
    sys.stdout.buffer.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
