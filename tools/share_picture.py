"""`python -m tools.share_picture`: draws directory/static/share.png from tools/share.svg.

It is the picture that messengers show beside a shared link. Needs Chromium.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
DRAWING = PROJECT / "tools" / "share.svg"
PICTURE = PROJECT / "directory" / "static" / "share.png"
SIZE = {"width": 1200, "height": 630}
COLORS = 64


def main() -> None:
    """Draw the picture in few colors: a third of the size, no difference."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("The picture needs Chromium, and none is installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(DRAWING.as_uri())
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        browser.close()
    few = picture.quantize(COLORS, dither=Image.Dither.NONE)
    few.save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
