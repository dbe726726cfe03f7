"""Documents handed in as proof: told by content, written anew as ours, active PDFs refused.

What is kept is never the file that came: a picture is drawn again from its points, a PDF is
written again from its pages. Whatever else the file carried, before, behind or inside, stays out.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from clinics.documents import sanitize_pdf

LARGEST = 10 * 1024 * 1024
"""Bytes one document may have."""
MOST = 5
"""Documents that may be handed in at once."""
MOST_PIXELS = 40_000_000
"""Points of a picture: a letter scanned at 600 dots an inch has 34 million."""
LONGEST_SIDE = 4000
"""Pixels beyond which a photograph is read smaller: nobody needs more to read a letter."""
MOST_SECONDS = 10
"""Of the processor's time for one PDF: a hundred scanned pages take one."""
TIMEOUT_SECONDS = 60
UNFIT = {
    "locked": gettext_lazy("“%s” is locked with a password."),
    "long": gettext_lazy("“%s” has more than 100 pages."),
    "active": gettext_lazy(
        "“%s” contains a program, a form or another file. Print it to a plain PDF."
    ),
    "unreadable": gettext_lazy("“%s” is not a PDF that we can read."),
}
"""Why a PDF is not kept."""
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


class DocumentRefused(Exception):
    """A document cannot be kept; the text is for the person who handed it in."""


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

    Raises DocumentRefused for what is empty, too large, no PDF, PNG or JPEG, or active.
    """
    called = in_words(called)
    if not content:
        raise DocumentRefused(_("“%s” is empty.") % called)
    if len(content) > LARGEST:
        raise DocumentRefused(_("“%s” is larger than 10 MB.") % called)
    if content.startswith(b"%PDF-"):
        return Checked(content=_written_anew(content, called), content_type="application/pdf")
    return _drawn_anew(content, called)


def in_words(name: str) -> str:
    """A file's name as it may stand in a sentence: no folders, no signs that cannot be seen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:60].strip() or _("The file")


def _drawn_anew(content: bytes, called: str) -> Checked:
    """The picture alone: whatever else the file carried is left behind."""
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG", "JPEG"])
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        kind = "PNG" if picture.format == "PNG" else "JPEG"  # a telephone's may be called MPO
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        ImageOps.exif_transpose(picture, in_place=True)
        plain = picture.convert("RGB" if kind == "JPEG" else "RGBA")
        plain.info.clear()  # comments would be written again
        drawn = io.BytesIO()
        how = {"optimize": True} if kind == "PNG" else {"quality": 90}
        plain.save(drawn, format=kind, **how)
    except Exception as error:  # a hostile file may break the decoder in any way
        raise DocumentRefused(
            _("“%s” is not a PDF, PNG or JPEG file that we can read.") % called
        ) from error
    return Checked(content=drawn.getvalue(), content_type=Image.MIME[kind])


def _written_anew(content: bytes, called: str) -> bytes:
    """The pages of a PDF and what they show, in a file of our own.

    Another process reads it: a small file can ask for hours and for all of the memory.
    """
    run = [sys.executable, "-I", sanitize_pdf.__file__, str(MOST_SECONDS)]
    try:
        done = subprocess.run(run, input=content, capture_output=True, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        raise DocumentRefused(UNFIT["unreadable"] % called) from None
    if done.returncode == 0:
        return done.stdout
    why = done.stdout.decode() if done.returncode == sanitize_pdf.REFUSED else "unreadable"
    raise DocumentRefused(UNFIT[why] % called)
