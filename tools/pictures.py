"""`make pictures`: the pictures of docs/pictures/, taken from a fresh demo that starts and stops.

The site runs as `make run` starts it, on a free port, with a database of its own that is dropped
at the end. Needs Chromium.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import psycopg
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from directory.devserver import database

PROJECT = Path(__file__).resolve().parents[1]
PICTURES = PROJECT / "docs" / "pictures"
DATABASE = "clinic_directory_pictures"
SIZE = {"width": 1280, "height": 1200}
COLORS = 64
MODERATOR = "moderator@demo.example"
PASSWORD = re.compile(rf"{re.escape(MODERATOR)} +password: (\S+)")
PUBLIC = {
    "search": "/search/?near=33444&condition=depression",
    "clinic": "/clinics/pelican-key-ketamine/",
    "compare": "/compare/?clinic=pelican-key-ketamine&clinic=tidewrack-pain-boca-raton"
    "&clinic=saltmarsh-mind-clinic",
}
"""The pictures of what a visitor sees: name and address."""
START_WITHIN = 180
"""Seconds until the site must answer: it loads the gazetteer and makes the demo first."""


@contextmanager
def own_database() -> Iterator[str]:
    """The address of an empty database on the embedded server, which is left as it was found."""
    environ = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    started = database.ensure_running(environ)
    url = database.url(environ)
    drop = f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"
    try:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(drop)
            server.execute(f"CREATE DATABASE {DATABASE}")
            try:
                yield url.replace("///clinic_directory?", f"///{DATABASE}?")
            finally:
                server.execute(drop)
    finally:
        if started:
            database.stop(environ)


@contextmanager
def demo_site(database_url: str, folder: str) -> Iterator[tuple[str, str]]:
    """The address of a running demo and its moderator's password. Files go into `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DEMO": "1",
        "MEDIA_ROOT": f"{folder}/documents",
        "DEMO_MAIL_FOLDER": f"{folder}/mail",
    }
    printed = Path(folder) / "printed"
    with printed.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=PROJECT, env=environ, stdout=output,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", server)
        password = PASSWORD.search(printed.read_text())
        assert password, "make_demo printed no password of the moderator"
        yield f"http://127.0.0.1:{port}", password[1]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def wait_for(address: str, server: subprocess.Popen) -> None:
    """Return when the address answers. Raises RuntimeError when the server ends or is too slow."""
    deadline = time.monotonic() + START_WITHIN
    while server.poll() is None and time.monotonic() < deadline:
        # The port is taken long before the site answers on it: a request waits, and times out.
        try:
            urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("The site did not start.")


def sign_in(page: Page, site: str, password: str) -> None:
    """Sign the moderator in, with the code that the demo shows."""
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("E-mail address").fill(MODERATOR)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign In", exact=True).click()
    codes = page.context.new_page()
    codes.goto(f"{site}/demo/codes/")
    code = re.search(r"\b\d{6}\b", codes.get_by_text(MODERATOR).locator("..").inner_text())
    codes.close()
    assert code, "the demo shows no code"
    page.get_by_label("Code").fill(code[0])
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_url(f"{site}/my/")


def take(page: Page, address: str, name: str) -> None:
    """Store a picture of the top of a page, in few colors: a quarter of the size, no difference."""
    page.goto(address, wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(COLORS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


def main() -> None:
    """Start the demo, take the pictures, stop the demo."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("The pictures need Chromium, and none is installed.")
    PICTURES.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        own_database() as url,
        demo_site(url, folder) as (site, password),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        page = context.new_page()
        for name, address in PUBLIC.items():
            take(page, site + address, name)
        sign_in(page, site, password)
        take(page, f"{site}/moderation/", "desk")
        browser.close()


if __name__ == "__main__":
    main()
