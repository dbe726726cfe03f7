"""Checks documents that people upload as proof.

A file's content decides its type, not its name. We never keep the file that was uploaded: a
picture is drawn again from its pixels, a PDF is written again from its pages. So anything else
the file contained is lost. PDFs with active content are refused.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from clinics.documents import sanitize_pdf
from clinics.documents.apart import RunFailed, run

LARGEST_DOCUMENT = 10 * 1024 * 1024
"""Bytes."""
MOST_DOCUMENTS = 5
"""Documents that may be uploaded at once."""
MOST_PIXELS = 40_000_000
"""Of a picture. A letter scanned at 600 dots an inch has 34 million."""
LONGEST_SIDE = 4000
"""Pixels. A larger picture is shrunk to this: a letter can still be read."""
CPU_SECONDS = 3
"""Processor time for one PDF. A hundred scanned pages take one second."""
PDF_REFUSALS = {
    "locked": gettext_lazy("“%s” is locked with a password."),
    "long": gettext_lazy("“%s” has more than 100 pages."),
    "active": gettext_lazy(
        "“%s” contains a program, a form or another file. Print it to a plain PDF and upload that."
    ),
    "large": gettext_lazy(
        "“%s” is packed so tightly that it is too large to show. "
        "Print it to a plain PDF and upload that."
    ),
    "unreadable": gettext_lazy("“%s” is not a PDF that we can read."),
}
"""What the person reads, for each word with which `sanitize_pdf` refuses a PDF."""
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
"""Content type → ending of the file name."""


class DocumentRefused(Exception):
    """A document cannot be kept; the text is for the person who uploaded it."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A document that passed the check: the bytes we keep, and their type."""

    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes we keep."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def ending(self) -> str:
        """The ending of its file name, by its content."""
        return ENDINGS[self.content_type]


def checked(content: bytes, *, called: str) -> Checked:
    """Check an uploaded file and write it anew; `called` is its name, for the error message.

    Raises DocumentRefused when the file is empty, too large, not a PDF, PNG or JPEG, or active.
    """
    called = readable_name(called)
    if not content:
        raise DocumentRefused(_("“%s” is empty.") % called)
    if len(content) > LARGEST_DOCUMENT:
        raise DocumentRefused(_("“%s” is larger than 10 MB.") % called)
    if content.startswith(b"%PDF-"):
        return Checked(content=_written_anew(content, called), content_type="application/pdf")
    return _drawn_anew(content, called)


def readable_name(name: str) -> str:
    """A file's name for use in a sentence: without folders and invisible characters, cut short."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[:60].strip() or _("The file")


def _drawn_anew(content: bytes, called: str) -> Checked:
    """The picture, drawn again from its pixels. Nothing else of the file is kept."""
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG", "JPEG"])
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        kind = (
            "PNG" if picture.format == "PNG" else "JPEG"
        )  # a phone may write MPO: several JPEG pictures in one file
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        ImageOps.exif_transpose(picture, in_place=True)
        plain = picture.convert("RGB" if kind == "JPEG" else "RGBA")
        plain.info.clear()  # it holds comments, which `save` would write again
        drawn = io.BytesIO()
        options = {"optimize": True} if kind == "PNG" else {"quality": 90}
        plain.save(drawn, format=kind, **options)
    except Exception as error:  # a hostile file may break the decoder in any way
        raise DocumentRefused(
            _("“%s” is not a PDF, PNG or JPEG file that we can read.") % called
        ) from error
    return Checked(content=drawn.getvalue(), content_type=Image.MIME[kind])


def _written_anew(content: bytes, called: str) -> bytes:
    """The pages of a PDF in a new file. Raises DocumentRefused.

    A separate process reads it: see `apart`.
    """
    try:
        return run(sanitize_pdf.__name__, content, seconds=CPU_SECONDS)
    except RunFailed as failed:
        raise DocumentRefused(PDF_REFUSALS[str(failed)] % called) from None
