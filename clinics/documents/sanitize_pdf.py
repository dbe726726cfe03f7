"""Writes the pages of a PDF to a new PDF. A separate program, so that limits can be set on it.

It reads the PDF from standard input and writes the new one to standard output. When it refuses
the PDF, it writes why, in one word, and exits with REFUSED. Its argument is the processor time it
may use, in seconds. It does not import Django, so it starts quickly.
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
"""Exit status when the PDF is refused and the output is the reason."""
MOST_MEMORY = 1024 * 1024 * 1024
"""Bytes."""
MOST_PAGES = 100
MOST_PARTS = 200_000
LARGEST_OUTPUT = 20 * 1024 * 1024
"""Bytes of the new PDF: twice what an upload may have."""
ACTIVE = {
    "/AA", "/EmbeddedFile", "/EmbeddedFiles", "/GoToE", "/ImportData", "/JS", "/JavaScript",
    "/Launch", "/Movie", "/RichMedia", "/Rendition", "/Sound", "/SubmitForm", "/XFA",
}  # fmt: skip
"""Keys and types of the parts of a PDF that do something when it is opened."""
DROPPED = ("/LastModified", "/Metadata", "/PieceInfo", "/Thumb")
"""Keys of a page that are not part of what it shows."""


class PdfRefused(Exception):
    """The PDF is not kept; the text is one word: locked, long, active or unreadable."""


def written_anew(content: bytes) -> bytes:
    """The pages of a PDF in a new PDF. Raises PdfRefused."""
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
    """A PDF of the same pages. Raises ValueError when there are none, or it grows too large."""
    if not reader.pages:
        raise ValueError("no page")
    writer = pypdf.PdfWriter()
    for page in reader.pages:
        writer.add_page(page, excluded_keys=DROPPED)
    writer.metadata = None
    written = io.BytesIO()
    writer.write(written)
    if written.tell() > LARGEST_OUTPUT:
        raise ValueError("a small file that becomes a large one")
    return written.getvalue()


def main() -> int:
    """Read a PDF and write it anew, within limits that the operating system enforces."""
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
