"""How long the map takes to open with 500 pins on a slow processor, and what it loads.

The site runs as `make run` starts it, with the clinics of the demo and as many synthetic ones as
make 500. `BENCH_SITE` names a running site to measure instead.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.bench.test_first_visit import listen
from tools.pictures import PROJECT, demo_site, own_database

SLOWER = 4
"""How many times slower than this machine's the processor is."""
ROUNDS, PINS, MOST_SECONDS = 5, 500, 1.0
EVERY = "/search/?offers=any"
OPEN = """() => new Promise((done) => {
  const box = document.getElementById("map"), start = performance.now();
  document.addEventListener("securitypolicyviolation", () => { window.violated = true; });
  new MutationObserver(() => {
    if ("ready" in box.dataset) requestAnimationFrame(() => setTimeout(() => done({
      took: performance.now() - start,
      pins: box.querySelectorAll(".pin").length,
      violated: Boolean(window.violated),
    })));
  }).observe(box, { attributeFilter: ["data-ready"] });
  box.querySelector("summary").click();
})"""


class Opened(NamedTuple):
    """One opening of the map: milliseconds until the pins are painted, pins, bytes by kind."""

    took: float
    pins: int
    violated: bool
    sizes: dict[str, int]
    foreign: list[str]


@pytest.fixture(scope="module")
def full() -> Iterator[str]:
    """The address of a site with exactly 500 clinics."""
    if running := os.environ.get("BENCH_SITE"):
        yield running
        return
    with TemporaryDirectory() as folder, own_database() as url, demo_site(url, folder) as (site, _):
        environ = {**os.environ, "DATABASE_URL": url, "DEMO": "1"}
        listed = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c",
             "from clinics.models import Clinic; print(Clinic.objects.published().count())"],
            cwd=PROJECT, env=environ, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        subprocess.run(
            [sys.executable, "manage.py", "make_clinics", str(PINS - int(listed)), "--seed", "5"],
            cwd=PROJECT, env=environ, check=True, capture_output=True,
        )  # fmt: skip
        yield site


def opened(chromium: Browser, site: str, *, cached: bool) -> Opened:
    """Open the map of every clinic, with an empty cache or one that has the map's files."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    if cached:
        page.goto(site + EVERY)
        page.evaluate(OPEN)
    page.goto(site + EVERY, wait_until="networkidle")
    _kinds, sizes, foreign = listen(devtools, site)
    sizes.clear()
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    seen = Opened(**page.evaluate(OPEN), sizes=sizes, foreign=foreign)
    page.wait_for_load_state("networkidle")
    context.close()
    return seen


@pytest.mark.bench
@pytest.mark.browser
def test_500_pins_open_quickly(chromium, full, capsys):
    kinds = {"nothing cached": False, "files cached": True}
    seen = {
        name: sorted((opened(chromium, full, cached=cached) for _ in range(ROUNDS)),
                     key=lambda one: one.took)
        for name, cached in kinds.items()
    }  # fmt: skip
    with capsys.disabled():
        print(f"\n{PINS} pins, processor ÷ {SLOWER}; at most {MOST_SECONDS} s is wanted", end="; ")
        print(f"load {os.getloadavg()[0]:.1f}")
        for name, ones in seen.items():
            middle = ones[len(ones) // 2]
            told = ", ".join(f"{kind} {size:,}" for kind, size in sorted(middle.sizes.items()))
            times = " ".join(f"{one.took / 1000:.2f}" for one in ones)
            print(f"{name:15} median {middle.took / 1000:.2f} s ({times}); bytes: {told}")
    every = [one for ones in seen.values() for one in ones]
    assert {(one.pins, one.violated, tuple(one.foreign)) for one in every} == {(PINS, False, ())}
