"""What may be taken over from one PDF into another: what a page draws with, and nothing else.

It allows and does not forbid: a key that is not in this module stays behind. No stream may unpack
to more than a reader can bear.
"""

from __future__ import annotations

import io
import zlib
from typing import Any

import pypdf
from PIL import Image
from pypdf import filters
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    StreamObject,
)

MOST_PARTS = 200_000
MOST_UNPACKED = 400_000_000
"""Bytes of all pictures, once unpacked. A color page at 300 dots an inch has 25 million."""
MOST_DRAWING = 40_000_000
"""Bytes of all streams that are no pictures, once unpacked: lines, letters, fonts."""
MOST_PIXELS = 80_000_000
"""Of one picture. A legal-size page scanned at 600 dots an inch has 43 million."""
RESOURCES = ("/ColorSpace", "/ExtGState", "/Font", "/Pattern", "/Shading", "/XObject")
_DRAWN = """
    Type Subtype Filter DecodeParms BitsPerComponent BlackIs1 ColorTransform Colors Columns
    DamagedRowsBeforeError EarlyChange EncodedByteAlign EndOfBlock EndOfLine JBIG2Globals K
    Predictor Rows
    Width Height ColorSpace Intent ImageMask Mask Decode Interpolate SMask SMaskInData Matte Name
    FormType BBox Matrix Resources Group S CS I G BC TR
    N Alternate Range WhitePoint BlackPoint Gamma FunctionType Domain Size BitsPerSample Order
    Encode C0 C1 Functions Bounds Function ShadingType Background AntiAlias Coords Extend
    BitsPerCoordinate BitsPerFlag VerticesPerRow PatternType PaintType TilingType XStep YStep
    Shading ExtGState LW LC LJ ML D RI OP op OPM Font BG BG2 UCR UCR2 TR2 FL SM SA BM CA ca AIS
    TK
    BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode BaseEncoding Differences
    CMapName CIDSystemInfo Registry Ordering Supplement WMode UseCMap DescendantFonts DW W DW2 W2
    CIDToGIDMap CharProcs FontMatrix FontName FontFamily FontStretch FontWeight Flags FontBBox
    ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth
    MissingWidth FontFile FontFile2 FontFile3 CharSet CIDSet Length1 Length2 Length3
"""
DRAWN = {f"/{key}" for key in _DRAWN.split()}
"""Keys of whatever a page draws with. `/F` is missing: it would name another file."""


class PdfRefused(Exception):
    """The PDF is not kept; the text is one word: locked, long, active, large or unreadable."""


def value(part: Any, key: str, default: Any = None) -> Any:
    """What stands under a key, also when that is only the number of the place where it stands."""
    found = part.get(key, default)
    return found.get_object() if isinstance(found, IndirectObject) else found


class Taking:
    """Takes parts of a PDF over into a new one, each of them once, and counts what they weigh.

    A part is of a kind, see `_kind_below`. Only the keys of its kind come along.
    """

    def __init__(self, writer: pypdf.PdfWriter) -> None:
        self.writer = writer
        self.taken: dict[tuple[str, int, int], Any] = {}
        self.parts = self.unpacked = self.drawing = 0

    def own(self, drawing: bytes) -> Any:
        """A stream of ours."""
        stream = DecodedStreamObject()
        stream.set_data(drawing)
        return self.writer._add_object(stream)

    def over(self, part: Any, kind: str) -> Any:
        """The part in the new PDF. Raises an Exception when it is too much or too deep."""
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise ValueError("too many parts")
        if isinstance(part, StreamObject) and part.indirect_reference:
            part = part.indirect_reference  # a stream never stands within another part
        if not isinstance(part, IndirectObject):
            return self._filled(part, kind, _empty(part))
        key = (kind, part.idnum, part.generation)
        if key not in self.taken:
            found = part.get_object()
            empty = _empty(found)
            if empty is None:
                self.taken[key] = NullObject() if found is None else found
            else:
                self.taken[key] = self.writer._add_object(empty)  # known before it is filled: loops
                self._filled(found, kind, empty)
        return self.taken[key]

    def _filled(self, part: Any, kind: str, empty: Any) -> Any:
        if empty is None:
            return part
        if isinstance(empty, ArrayObject):
            for place in range(len(part)):
                empty.append(self.over(list.__getitem__(part, place), kind))
            return empty
        if isinstance(part, StreamObject):
            self._weigh(part, kind)
            empty._data = part._data
        keys = part if kind in NAMED else RESOURCES if kind == "resources" else DRAWN
        for key in part:
            if key in keys:
                empty[NameObject(key)] = self.over(part.raw_get(key), _kind_below(kind, key))
        return empty

    def _weigh(self, stream: Any, kind: str) -> None:
        """Refuse a stream that a reader of the new PDF could not bear. Raises PdfRefused."""
        if kind not in ("drawn", "placed"):
            raise ValueError("a stream in the place of a list of names")
        is_picture = kind == "placed" and value(stream, "/Subtype") == "/Image"
        if is_picture:
            _refuse_many_pixels((int(value(stream, "/Width", 0)), int(value(stream, "/Height", 0))))
        room = MOST_UNPACKED - self.unpacked if is_picture else MOST_DRAWING - self.drawing
        size = unpacked_size(stream, at_most=room)
        if is_picture:
            self.unpacked += size
        else:
            self.drawing += size


def _empty(part: Any) -> Any:
    """An empty part of the same kind; None for a number, a name or words."""
    if isinstance(part, StreamObject):
        return StreamObject()
    if isinstance(part, DictionaryObject):
        return DictionaryObject()
    return ArrayObject() if isinstance(part, ArrayObject) else None


NAMED = ("names", "places")
"""Kinds of parts whose keys are names that the document chose."""


def _kind_below(kind: str, key: str) -> str:
    """The kind of what stands under a key.

    "resources" are names of colors, fonts and so on ("names", each of something "drawn") and of
    what is placed on a page ("places", each of something "placed": a picture or a form).
    """
    if kind == "resources":
        return "places" if key == "/XObject" else "names"
    if kind in NAMED:
        return "placed" if kind == "places" else "drawn"
    if kind == "placed" and key in ("/Mask", "/SMask"):
        return "placed"
    return {"/Resources": "resources", "/CharProcs": "names"}.get(key, "drawn")


def unpacked_size(stream: Any, *, at_most: int) -> int:
    """How many bytes a stream unpacks to. Raises PdfRefused when they are more than `at_most`."""
    data, names = stream._data, value(stream, "/Filter", ArrayObject())
    for name in names if isinstance(names, ArrayObject) else [names]:
        name = name.get_object()
        if name in ("/FlateDecode", "/Fl"):
            data = _inflated(data, at_most)
        elif name in ("/DCTDecode", "/DCT", "/JPXDecode"):
            _refuse_many_pixels(_photograph_size(data))
        elif name in PACKED:
            data = PACKED[name].decode(data)
        elif name not in ("/CCITTFaxDecode", "/CCF", "/JBIG2Decode"):  # points in black and white
            raise ValueError("an unknown filter")
        if len(data) > at_most:
            raise PdfRefused("large")
    return len(data)


PACKED: dict[str, Any] = {
    "/ASCIIHexDecode": filters.ASCIIHexDecode, "/AHx": filters.ASCIIHexDecode,
    "/ASCII85Decode": filters.ASCII85Decode, "/A85": filters.ASCII85Decode,
    "/LZWDecode": filters.LZWDecode, "/LZW": filters.LZWDecode,
    "/RunLengthDecode": filters.RunLengthDecode, "/RL": filters.RunLengthDecode,
}  # fmt: skip
"""Filters that pypdf undoes, each within limits of its own."""


def _inflated(packed: bytes, at_most: int) -> bytes:
    """What a stream holds up to its first fault, at most one byte more than `at_most`."""
    unpacker, parts, room = zlib.decompressobj(), [], at_most + 1
    try:
        while packed and room > 0 and not unpacker.eof:
            parts.append(unpacker.decompress(packed, min(room, 1_000_000)))
            room -= len(parts[-1])
            packed = unpacker.unconsumed_tail
    except zlib.error:
        pass  # a reader shows what came before the fault, as well
    return b"".join(parts)


def _photograph_size(data: bytes) -> tuple[int, int]:
    """What the photograph itself says, whatever the PDF says about it."""
    try:
        return Image.open(io.BytesIO(data), formats=["JPEG", "JPEG2000"]).size
    except Image.DecompressionBombError:
        raise PdfRefused("large") from None


def _refuse_many_pixels(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise PdfRefused("large")
