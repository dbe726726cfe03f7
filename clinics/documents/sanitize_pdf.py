"""Writes the pages of a PDF to a new PDF. A separate program, so that limits can be set on it.

Only what a page shows is taken over: see PAGE, and `pdf_parts`. What annotations show (the words
typed into a form, a stamp) is drawn on the page; their links and actions stay behind.

It reads the PDF from standard input and writes the new one to standard output. When it refuses
the PDF, it writes why, in one word, and exits with REFUSED. Its argument is the processor time it
may use, in seconds. It does not import Django, so it starts quickly.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    RectangleObject,
    StreamObject,
)

from clinics.documents.apart import REFUSED, limit
from clinics.documents.pdf_parts import MOST_PARTS, PdfRefused, Taking, value

MOST_PAGES = 100
MOST_NODES = 1000
"""Of the tree that the pages hang on."""
LARGEST_OUTPUT = 20 * 1024 * 1024
"""Bytes of the new PDF: twice what an upload may have."""
ACTIVE = {
    "/AA", "/EF", "/EmbeddedFile", "/EmbeddedFiles", "/GoToE", "/ImportData", "/JS", "/JavaScript",
    "/Launch", "/Movie", "/RichMedia", "/Rendition", "/Sound", "/SubmitForm", "/XFA",
}  # fmt: skip
"""Keys and types of parts that do something. None is taken over: a PDF that has one is refused,
because what its pages show may not be all that the person wanted to hand in."""
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
PAGE = (*INHERITED, "/UserUnit", "/Group")
"""Keys of a page that are taken over, beside what it draws."""
HIDDEN = 2 | 32
"""Flags of an annotation that is not to be seen."""


def written_anew(content: bytes) -> bytes:
    """The pages of a PDF in a new PDF. Raises PdfRefused."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise PdfRefused("locked")
        root: Any = reader.trailer["/Root"]
        pages = _pages(root["/Pages"])
        if any(_is_active(part) for part in _parts(root, pages)):
            raise PdfRefused("active")
        return _drawn_alone(pages)
    except PdfRefused:
        raise
    except Exception as error:  # a hostile file may break the parser in any way
        raise PdfRefused("unreadable") from error


def _pages(tree: Any) -> list[dict[str, Any]]:
    """The pages in their order, each with what it inherits. They are counted on the way."""
    found: list[dict[str, Any]] = []
    waiting: list[tuple[Any, dict[str, Any]]] = [(tree, {})]
    nodes = 0
    while waiting:
        node, known = waiting.pop()
        node, nodes = node.get_object(), nodes + 1
        own = {key: node.raw_get(key) for key in node}
        kids = value(node, "/Kids")
        if kids is None:
            found.append(known | own)
        else:
            if len(kids) > MOST_PAGES:
                raise PdfRefused("long")
            known = known | {key: own[key] for key in INHERITED if key in own}
            waiting += [(list.__getitem__(kids, n), known) for n in reversed(range(len(kids)))]
        if len(found) > MOST_PAGES:
            raise PdfRefused("long")
        if nodes > MOST_NODES:
            raise ValueError("a tree without end")
    if not found:
        raise ValueError("no page")
    return found


def _parts(root: DictionaryObject, pages: list[dict[str, Any]]) -> Iterator[DictionaryObject]:
    """Every dictionary that a reader may act on: of the whole document, and beside each page.

    Raises ValueError when there are too many.
    """
    document = {key: root.raw_get(key) for key in root if key not in ("/Pages", "/StructTreeRoot")}
    waiting: list[Any] = [_plain(document)]
    waiting += [
        _plain({k: v for k, v in page.items() if k in ("/AA", "/Annots")}) for page in pages
    ]
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
            # The page of an annotation, and what it looks like, are taken over by other rules.
            waiting += [part.raw_get(key) for key in part if key not in ("/P", "/AP", "/Parent")]
        elif isinstance(part, ArrayObject):
            waiting += [list.__getitem__(part, place) for place in range(len(part))]


def _is_active(part: DictionaryObject) -> bool:
    kinds = {str(value(part, key)) for key in ("/S", "/Type", "/Subtype") if key in part}
    return bool(ACTIVE & (set(part) | kinds))


def _plain(values: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in values.items()})


def _drawn_alone(pages: list[dict[str, Any]]) -> bytes:
    """A PDF of what the pages show. Raises PdfRefused when it grows too large."""
    writer = pypdf.PdfWriter()
    writer.pdf_header = "%PDF-1.7"
    taking = Taking(writer)
    for page in pages:
        shown = writer.add_blank_page(width=1, height=1)
        del shown["/MediaBox"], shown["/Resources"]
        for key in PAGE:
            if key in page:
                kind = "resources" if key == "/Resources" else "drawn"
                shown[NameObject(key)] = taking.over(page[key], kind)
        _draw(page, shown, taking)
    writer.metadata = None
    written = io.BytesIO()
    writer.write(written)
    if written.tell() > LARGEST_OUTPUT:
        raise PdfRefused("large")
    return written.getvalue()


def _draw(page: dict[str, Any], shown: DictionaryObject, taking: Taking) -> None:
    """Give a page its drawing, and above it what its annotations look like."""
    drawing, notes = value(page, "/Contents"), value(page, "/Annots")
    layers = list(drawing) if isinstance(drawing, ArrayObject) else [page.get("/Contents")]
    taken = [taking.over(layer, "drawn") for layer in layers
             if layer and isinstance(layer.get_object(), StreamObject)]  # fmt: skip
    looks = [look for note in (notes if isinstance(notes, ArrayObject) else [])
             if (look := _look(note.get_object()))]  # fmt: skip
    if looks:
        resources: Any = value(shown, "/Resources", DictionaryObject())
        forms = DictionaryObject(value(resources, "/XObject", DictionaryObject()))
        marks = b"Q"
        for number, (form, matrix) in enumerate(looks):
            name = f"/OfAnnotation{number}"
            forms[NameObject(name)] = taking.over(form, "drawn")
            marks += b"\nq %s cm %s Do Q" % (matrix.encode(), name.encode())
        own = DictionaryObject(resources)
        own[NameObject("/XObject")] = forms
        shown[NameObject("/Resources")] = own
        taken = [taking.own(b"q"), *taken, taking.own(marks)]
    shown[NameObject("/Contents")] = ArrayObject(taken)


def _refuse_if_written_on(note: DictionaryObject) -> None:
    """Refuse a PDF where words would be lost: each reader draws them anew, as it likes.

    They are in a field that was filled in, or in a remark on the page, without a look of its own.
    """
    parent = value(note, "/Parent")
    typed = value(note, "/V") or (
        value(parent, "/V") if isinstance(parent, DictionaryObject) else None
    )
    kind = value(note, "/Subtype")
    if kind in ("/FreeText", "/Ink", "/Stamp") or (kind == "/Widget" and isinstance(typed, str)):
        raise PdfRefused("active")


def _look(note: Any) -> tuple[Any, str] | None:
    """What an annotation looks like, and the matrix that puts it into its place; None: nothing."""
    looks = value(note, "/AP") if isinstance(note, DictionaryObject) else None
    look = value(looks, "/N") if isinstance(looks, DictionaryObject) else None
    if isinstance(look, DictionaryObject) and not isinstance(look, StreamObject):
        look = value(look, value(note, "/AS"))  # it has several states
    if not isinstance(note, DictionaryObject) or int(value(note, "/F", 0)) & HIDDEN:
        return None
    if not isinstance(look, StreamObject) or "/BBox" not in look or "/Rect" not in note:
        _refuse_if_written_on(note)
        return None
    if value(note, "/Subtype") == "/Popup":
        return None
    a, b, c, d, e, f = (float(one) for one in value(look, "/Matrix", (1, 0, 0, 1, 0, 0)))
    box, place = RectangleObject(look["/BBox"]), RectangleObject(note["/Rect"])  # type: ignore[arg-type]
    corners = [(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
    across = [a * float(x) + c * float(y) + e for x, y in corners]
    up = [b * float(x) + d * float(y) + f for x, y in corners]
    wide, high = max(across) - min(across), max(up) - min(up)
    if not wide or not high:
        return None
    scale_x, scale_y = float(place.width) / wide, float(place.height) / high
    left = float(min(place.left, place.right)) - min(across) * scale_x
    bottom = float(min(place.bottom, place.top)) - min(up) * scale_y
    return look, f"{scale_x:.6f} 0 0 {scale_y:.6f} {left:.6f} {bottom:.6f}"


def main() -> int:
    """Read a PDF and write it anew, within limits that the operating system enforces."""
    limit()
    try:
        written = written_anew(sys.stdin.buffer.read())
    except PdfRefused as refused:
        sys.stdout.write(str(refused))
        return REFUSED
    sys.stdout.buffer.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
