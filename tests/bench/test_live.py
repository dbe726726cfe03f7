"""What a tick costs on a slow processor: until the tick itself is painted, and until the list is.

The site runs as `make run` starts it, with the demo's clinics. `BENCH_SITE` names a running demo to
measure instead. The time that the network and the site take is left out.
"""

import os
from collections.abc import Iterator
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Page

from tools.pictures import demo_site, own_database

SLOWER = 4
"""How many times slower than this machine's the processor is."""
TICKS, MOST_MS = 9, 100
PATHS = {"25 miles around a ZIP code": "/search/?near=33444", "everything": "/search/?offers=any"}
WATCH = """() => {
  window.events = [];
  window.swaps = [];
  new PerformanceObserver(list => window.events.push(...list.getEntries()
    .filter(one => one.name === "click").map(one => one.duration)))
    .observe({type: "event", durationThreshold: 16});
  document.addEventListener("results:swapped", () => requestAnimationFrame(() => setTimeout(() => {
    const came = performance.getEntriesByType("resource").at(-1).responseEnd;
    window.swaps.push(performance.now() - came);
  })));
}"""


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The address of the site to measure."""
    if running := os.environ.get("BENCH_SITE"):
        yield running
        return
    with TemporaryDirectory() as folder, own_database() as url, demo_site(url, folder) as (site, _):
        yield site


def tick(page: Page, number: int) -> None:
    """Click one of the first ticks, and wait until the list is painted."""
    before = page.evaluate("window.swaps.length")
    page.locator("#id_condition input").nth(number % 2).click()
    page.wait_for_function("before => window.swaps.length > before", arg=before)


@pytest.mark.bench
@pytest.mark.browser
def test_a_tick_answers_at_once(chromium, demo, capsys):
    told = {}
    for name, path in PATHS.items():
        context = chromium.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        page.goto(demo + path, wait_until="networkidle")
        page.locator(".filters > summary").click()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.evaluate(WATCH)
        for number in range(TICKS):
            tick(page, number)
        page.wait_for_timeout(500)
        told[name] = page.evaluate("[window.events, window.swaps]")
        context.close()
    with capsys.disabled():
        print(f"\nprocessor ÷ {SLOWER}, {TICKS} ticks; at most {MOST_MS} ms is wanted", end="; ")
        print(f"load {os.getloadavg()[0]:.1f}")
        for name, (events, swaps) in told.items():
            # An event that took less than 16 ms is not noted.
            noted = sorted([*[16] * (TICKS - len(events)), *events])
            inp, middle = noted[-1], sorted(swaps)[TICKS // 2]
            print(f"{name}: tick painted: median {noted[len(noted) // 2]:.0f}, INP {inp:.0f} ms; "
                  f"answer to list: median {middle:.0f}, most {max(swaps):.0f} ms")  # fmt: skip
    assert [len(swaps) for _events, swaps in told.values()] == [TICKS] * len(PATHS)
