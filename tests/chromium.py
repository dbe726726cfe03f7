"""One headless Chromium for all tests of a run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, expect, sync_playwright

# Playwright's loop runs in the tests' own thread, and stands still while they use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Chromium heeds the last list only. So this names what Playwright turns off, too; what comes last
# are pages behind the address bar, which nobody sees: each window would start a process for them.
OFF = ("AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
       "HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
       "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
       "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup")  # fmt: skip
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic",
         f"--disable-features={OFF}"]  # fmt: skip

# The shell is the same engine without windows: a page costs a third less.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")

# A right answer that comes late on a busy machine is right. Only a test that fails waits so long.
expect.set_options(timeout=30_000)


@pytest.fixture
def chromium(one_chromium) -> Iterator[Browser]:
    """Chromium without a page: those that a test leaves open when it fails would slow the next."""
    yield one_chromium
    for context in one_chromium.contexts:
        context.close()


@pytest.fixture(scope="session")
def one_chromium(django_db_setup) -> Iterator[Browser]:
    """The installed Chromium; without one its tests are skipped, and say so.

    Django keeps other connections for this thread while the loop runs: they are closed with it,
    or the test database could not be dropped.
    """
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        connections.close_all()
        browser.close()
