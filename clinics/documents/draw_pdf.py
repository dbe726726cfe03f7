"""Draws pages of a PDF that we keep. A separate program, so that limits can be set on it.

It reads the PDF from standard input. Its arguments are the seconds of processor time that it may
use, and the number of the first page to draw. It writes one PNG: that page and the next ones, at
most PAGES_DRAWN, one below the other, each below its number ("2 / 5"). Without a page it writes how
many pages there are. It does not import Django, so it starts quickly.
"""

from __future__ import annotations

import io
import sys

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from clinics.documents.apart import REFUSED, limit

PAGES_DRAWN = 3
"""In one picture."""
WIDEST, HIGHEST = 1100, 1500
"""Pixels of a page. A letter is 130 dots an inch: its small print can be read."""
BAND = 44
"""Pixels of the band above a page, on which its number stands."""
DESK, INK = "#d9dddd", "#1b272b"


def drawn(pdf: pypdfium2.PdfDocument, first: int) -> bytes:
    """A PNG of the pages from the number `first` on. Raises IndexError when there is none."""
    count = len(pdf)
    if not 1 <= first <= count:
        raise IndexError(first)
    numbers = range(first, min(first + PAGES_DRAWN, count + 1))
    pages = [(f"{number} / {count}", _page(pdf, number)) for number in numbers]
    size = (max(page.width for _n, page in pages), sum(page.height + BAND for _n, page in pages))
    strip = Image.new("RGB", size, DESK)
    draw, font, top = ImageDraw.Draw(strip), ImageFont.load_default(BAND * 0.6), 0
    for number, page in pages:
        draw.text((BAND / 4, top + BAND / 2), number, fill=INK, font=font, anchor="lm")
        strip.paste(page, (0, top + BAND))
        top += BAND + page.height
    out = io.BytesIO()
    strip.save(out, format="PNG")
    return out.getvalue()


def _page(pdf: pypdfium2.PdfDocument, number: int) -> Image.Image:
    """One page as a picture: as large as fits, and never thinner than a point."""
    page = pdf[number - 1]
    width, height = page.get_size()
    scale = min(WIDEST / max(width, 1), HIGHEST / max(height, 1))
    return page.render(scale=scale, fill_color=(255, 255, 255, 255)).to_pil().convert("RGB")


def main() -> int:
    """Draw pages, or count them, within limits that the operating system enforces."""
    pages = limit()
    try:
        pdf = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        answer = drawn(pdf, pages[0]) if pages else str(len(pdf)).encode()
    except Exception:  # a hostile file may break the reader in any way
        sys.stdout.write("unreadable")
        return REFUSED
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
