"""What a first visit with an old phone on a slow line costs: bytes, seconds and length of a page.

The site runs as `make run` starts it, with the demo's clinics. `BENCH_SITE` names a running demo to
measure instead. DevTools delays what the page receives, but not the connection itself: on a real
line, a few round trips are added.
"""

import os
from collections.abc import Iterator
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, CDPSession

from tools.pictures import demo_site, own_database

PHONE = {"width": 360, "height": 740}
LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8,
        "uploadThroughput": 400_000 / 8}  # fmt: skip
"""400 kbit/s and 400 ms."""
SLOWER = 4
"""How many times slower than this machine's the phone's processor is."""
ROUNDS = 3

MOST_BYTES, MOST_SECONDS, MOST_SHIFT = 60_000, 1.5, 0.02
"""What a page may cost. The seconds are printed and not asserted: they are the machine's, too."""

CLINICS = ("pelican-key-ketamine", "tidewrack-pain-boca-raton", "saltmarsh-mind-clinic")
THREE = "&".join(f"clinic={slug}" for slug in CLINICS)
PAGES = {
    "home": "/",
    "search": "/search/?near=33444&condition=crps&insurance=medicare",
    "clinic": f"/clinics/{CLINICS[0]}/",
    "compare (3)": f"/compare/?{THREE}",
    "questions (3)": f"/questions/?{THREE}",
}
WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver(list => {
  for (const one of list.getEntries()) window.seen.lcp = one.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.seen.cls += one.value;
}).observe({type: "layout-shift", buffered: true});
"""
LOOK = """() => ({
  ...window.seen,
  elements: document.querySelectorAll("*").length,
  words: document.querySelector("main").innerText.split(/\\s+/).filter(Boolean).length,
  height: document.documentElement.scrollHeight,
})"""


class Visit(NamedTuple):
    """One first visit. `sizes`: bytes over the wire by kind of file; times in milliseconds."""

    sizes: dict[str, int]
    requests: int
    foreign: list[str]
    cookies: int
    lcp: float
    cls: float
    elements: int
    words: int
    height: int

    @property
    def total(self) -> int:
        """All bytes over the wire."""
        return sum(self.sizes.values())


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The address of the site to measure."""
    if running := os.environ.get("BENCH_SITE"):
        yield running
        return
    with TemporaryDirectory() as folder, own_database() as url, demo_site(url, folder) as (site, _):
        yield site


def visit(chromium: Browser, site: str, path: str) -> Visit:
    """Load a page with an empty cache on the slow line, and wait until nothing moves."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    kinds, sizes, foreign = listen(devtools, site)
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(site + path, wait_until="networkidle")
    page.wait_for_function("window.seen.lcp > 0")
    looked = page.evaluate(LOOK)
    seen = Visit(sizes=sizes, requests=len(kinds), foreign=foreign,
                 cookies=len(context.cookies()), **looked)  # fmt: skip
    context.close()
    return seen


def listen(devtools: CDPSession, site: str) -> tuple[dict[str, str], dict[str, int], list[str]]:
    """What will fill while a page loads: kind by request, bytes by kind, addresses elsewhere."""
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    foreign: list[str] = []
    host = urlsplit(site).netloc

    def on_request(event: dict) -> None:
        kinds[event["requestId"]] = event.get("type", "Other")
        if urlsplit(event["request"]["url"]).netloc not in (host, ""):
            foreign.append(event["request"]["url"])

    def on_finished(event: dict) -> None:
        kind = kinds[event["requestId"]]
        sizes[kind] = sizes.get(kind, 0) + int(event["encodedDataLength"])

    devtools.on("Network.requestWillBeSent", on_request)
    devtools.on("Network.loadingFinished", on_finished)
    devtools.send("Network.enable")
    return kinds, sizes, foreign


def middle(visits: list[Visit]) -> Visit:
    """The visit with the middle time."""
    return sorted(visits, key=lambda one: one.lcp)[len(visits) // 2]


def printed(seen: dict[str, Visit]) -> str:
    """The table, one column a page."""
    rows = {
        "bytes over the wire": lambda v: f"{v.total:,}",
        "– document": lambda v: f"{v.sizes.get('Document', 0):,}",
        "– style sheets": lambda v: f"{v.sizes.get('Stylesheet', 0):,}",
        "– scripts": lambda v: f"{v.sizes.get('Script', 0):,}",
        "requests": lambda v: f"{v.requests}",
        "third-party requests / cookies": lambda v: f"{len(v.foreign)} / {v.cookies}",
        "LCP": lambda v: f"{v.lcp / 1000:.2f} s",
        "CLS": lambda v: f"{v.cls:.3f}",
        "DOM elements": lambda v: f"{v.elements:,}",
        "words in main": lambda v: f"{v.words:,}",
        "page height": lambda v: f"{v.height:,} px",
    }
    lines = [["", *seen], ["---"] * (len(seen) + 1)]
    lines += [[name, *(tell(one) for one in seen.values())] for name, tell in rows.items()]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


@pytest.mark.bench
@pytest.mark.browser
def test_a_first_visit_costs_little(chromium, demo, capsys):
    seen = {
        name: middle([visit(chromium, demo, path) for _ in range(ROUNDS)])
        for name, path in PAGES.items()
    }
    with capsys.disabled():
        print(f"\n360 px, 400 kbit/s, 400 ms, processor ÷ {SLOWER}, nothing cached")
        print(f"LCP should be at most {MOST_SECONDS} s; load {os.getloadavg()[0]:.1f}")
        print(printed(seen))
    assert {name: (one.foreign, one.cookies) for name, one in seen.items()} == {
        name: ([], 0) for name in PAGES
    }
    too_much = [name for name, one in seen.items() if one.total > MOST_BYTES]
    too_restless = [name for name, one in seen.items() if one.cls > MOST_SHIFT]
    assert (too_much, too_restless) == ([], [])
