"""Documents that people hand in."""

import io

from PIL import Image
from pypdf import PdfWriter


def picture(kind: str = "PNG", size: tuple[int, int] = (20, 10), **words) -> bytes:
    """A small picture as a file."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, format=kind, **words)
    return out.getvalue()


def pdf(change=None) -> bytes:
    """A PDF of one empty page; `change` may do something to its writer before."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
