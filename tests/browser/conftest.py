"""A running site with the demo's clinics, and pages of it in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests import databases


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, run) -> Iterator[str]:
    """The address of the site with the demo's clinics, in a database of their own."""
    with django_db_blocker.unblock(), databases.with_demo(run):
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture
def open_page(chromium, site) -> Iterator[Callable]:
    """`open_page(path, **context)`: a page of the site; its faults must be none at the end."""
    faults: list[str] = []

    @contextmanager
    def opened(path: str, *, refused: bool = False, **options) -> Iterator[Page]:
        context = chromium.new_context(**options)
        page = context.new_page()
        watch(page, site, faults, refused=refused)
        page.goto(site + path)
        yield page
        faults.extend(f"cookie {cookie['name']}" for cookie in _cookies(context))
        context.close()

    yield opened
    assert faults == []


def watch(page: Page, site: str, faults: list[str], *, refused: bool) -> None:
    """Note whatever the console calls an error and every request that leaves the site.

    `refused`: the page itself answers 400, which the console calls an error.
    """
    host = urlsplit(site).netloc

    def on_console(message) -> None:
        if message.type == "error" and not (refused and "status of 400" in message.text):
            faults.append(message.text)

    def on_request(request) -> None:
        if urlsplit(request.url).netloc != host:
            faults.append(f"outside: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", on_request)


def _cookies(context: BrowserContext) -> list:
    return context.cookies()
