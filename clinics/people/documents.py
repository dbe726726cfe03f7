"""Documents handed in as proof: told by their content, pictures drawn anew, active PDFs refused."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdf
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from clinics.people.claims import ClaimRefused

LARGEST = 10 * 1024 * 1024
"""Bytes one document may have."""
MOST = 5
"""Documents one claim may have."""
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 4000
"""Pixels beyond which a photograph is read smaller: nobody needs more to read a letter."""
MOST_PAGES = 100
MOST_PARTS = 200_000
ACTIVE = {
    "/AA", "/EmbeddedFile", "/EmbeddedFiles", "/GoToE", "/ImportData", "/JS", "/JavaScript",
    "/Launch", "/Movie", "/RichMedia", "/Rendition", "/Sound", "/SubmitForm", "/XFA",
}  # fmt: skip
"""What makes a PDF do something, as names of its parts or of their kind."""
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A document that may be kept: its bytes and what they are."""

    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes that are kept."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def ending(self) -> str:
        """The ending of its name, from its content."""
        return ENDINGS[self.content_type]


def checked(content: bytes, *, called: str) -> Checked:
    """A document fit to be kept; `called` only stands in the words of a refusal.

    Raises ClaimRefused for what is empty, too large, no PDF, PNG or JPEG, or active.
    """
    if not content:
        raise ClaimRefused(_("“%s” is empty.") % called)
    if len(content) > LARGEST:
        raise ClaimRefused(_("“%s” is larger than 10 MB.") % called)
    if content.startswith(b"%PDF-"):
        _refuse_active(content, called)
        return Checked(content=content, content_type="application/pdf")
    return _drawn_anew(content, called)


def _drawn_anew(content: bytes, called: str) -> Checked:
    """The picture alone: whatever else the file carried is left behind."""
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG", "JPEG"])
        kind = picture.format or ""
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        plain = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    except Exception as error:  # a hostile file may break the decoder in any way
        raise ClaimRefused(
            _("“%s” is not a PDF, PNG or JPEG file that we can read.") % called
        ) from error
    plain.info.clear()  # comments would be written again
    drawn = io.BytesIO()
    plain.save(
        drawn, format=kind, optimize=kind == "PNG", **({"quality": 90} if kind == "JPEG" else {})
    )
    return Checked(content=drawn.getvalue(), content_type=Image.MIME[kind])


def _refuse_active(content: bytes, called: str) -> None:
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise ClaimRefused(_("“%s” is locked with a password.") % called)
        is_long = len(reader.pages) > MOST_PAGES
        is_active = any(_is_active(part) for part in _parts(reader))
    except ClaimRefused:
        raise
    except Exception as error:  # a hostile file may break the parser in any way
        raise ClaimRefused(_("“%s” is not a PDF that we can read.") % called) from error
    if is_long:
        raise ClaimRefused(_("“%s” has more than 100 pages.") % called)
    if is_active:
        raise ClaimRefused(
            _("“%s” contains a program, a form or another file. Print it to a plain PDF.") % called
        )


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
