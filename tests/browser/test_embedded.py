"""The search in the frame of a page of another origin, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.looks import AXE, WIDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NEAR = "/embed/search/?near=33444"
AROUND = "within 25 miles of 33444 (Delray Beach, FL)"
SNIPPET = re.compile(r"<textarea[^>]* id=\"snippet\"[^>]*>([^<]*)</textarea>")
REFUSED_FRAME = "chrome-error://chromewebdata/"
HOME = """<!doctype html><html lang="en"><head><title>Another site</title>
<meta name="viewport" content="width=device-width"><style>body {{ margin: 0 }}</style></head>
<body><main><h1>Another site</h1>{}</main></body></html>"""


INSPECT = """async () => {
  const { violations, passes } = await axe.run();
  const place = (rule) => rule.nodes.map(({ target }) => [rule.id, ...target]);
  const at = (rules) => rules.flatMap(place);
  return [at(violations), at(passes).filter((one) => one.length === 3).length];
}"""
"""What axe-core finds on a page and in its frame, and how much in the frame is right."""


class Elsewhere(ThreadingHTTPServer):
    """A server of somebody else's site; `body` is what its page holds."""

    body = ""


class Foreign(BaseHTTPRequestHandler):
    """The one page of that site."""

    server: Elsewhere

    def do_GET(self) -> None:
        """The page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(HOME.format(self.server.body).encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """A server of another origin and another site than ours: `localhost`, not `127.0.0.1`."""
    server = Elsewhere(("127.0.0.1", 0), Foreign)
    Thread(target=partial(server.serve_forever, 0.05), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def framed(chromium, site, elsewhere):
    """`framed(path, **context)`: the foreign page that frames a path of the site, with its frame.

    The snippet is the one that `/embed/` offers.
    """

    @contextmanager
    def opened(path: str, **options) -> Iterator[tuple[Page, Frame]]:
        elsewhere.body = f'<iframe src="{site}{path}" title="Ours"></iframe>'
        if "/embed/search/" in path:
            with urlopen(f"{site}/embed/?{urlsplit(path).query}") as offer:
                elsewhere.body = unescape(SNIPPET.search(offer.read().decode())[1])
        context = chromium.new_context(**options)
        page = context.new_page()
        page.goto(f"http://localhost:{elsewhere.server_address[1]}/")
        frame = page.locator("iframe").element_handle().content_frame()
        yield page, frame
        assert context.storage_state() == {"cookies": [], "origins": []}
        context.close()

    return opened


def test_the_frame_shows_what_the_search_finds_and_keeps_nothing(framed):
    with framed(NEAR) as (page, frame):
        expect(frame.locator("h2")).to_have_text(f"6 clinics {AROUND}")
        first = frame.locator("a").first
        expect(first).to_have_text("Open this search in the directory")
        assert frame.locator("p.demo").is_visible()
        assert frame.evaluate("document.referrer") == ""
        assert len(page.frames) == 2


@pytest.mark.parametrize("name", ["Pelican Key Ketamine", "Open this search in the directory"])
def test_a_page_of_ours_opens_in_a_new_tab_that_knows_nothing_of_the_frame(framed, name):
    with framed(NEAR) as (page, frame):
        with page.context.expect_page() as opened:
            frame.get_by_role("link", name=name, exact=True).click()
        tab = opened.value
        tab.wait_for_load_state()
        paths = {"/clinics/pelican-key-ketamine/", "/search/"}
        assert urlsplit(tab.url).path in paths
        assert parse_qs(urlsplit(tab.url).query) == {"near": ["33444"]}
        assert tab.evaluate("[document.referrer, window.opener]") == ["", None]
        assert urlsplit(frame.url).path == "/embed/search/"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_filters_and_pages_stay_within_the_frame(framed, scripts):
    options = {"java_script_enabled": scripts, "viewport": {"width": 360, "height": 740}}
    with framed(NEAR + "&page_size=2", **options) as (page, frame):
        frame.get_by_role("link", name="Next").click()
        expect(frame.locator("ol.results")).to_have_attribute("start", "3")
        assert "page=2" in frame.url
        frame.locator(".filters > summary").click()
        frame.get_by_label("Complex regional pain syndrome (CRPS)").check()
        frame.get_by_role("button", name="clinics").click()
        expect(frame.locator("h2")).to_have_text(f"3 clinics {AROUND}")
        asked = parse_qs(urlsplit(frame.url).query)
        assert (asked["near"], asked["condition"]) == (["33444"], ["crps"])
        frame.locator(".asked > summary").click()
        frame.get_by_role("link", name="Remove: Complex regional pain syndrome (CRPS)").click()
        expect(frame.locator("h2")).to_have_text(f"6 clinics {AROUND}")
        assert urlsplit(frame.url).path == "/embed/search/"
        assert len(page.context.pages) == 1


def test_a_question_that_is_refused_says_so_in_the_frame(framed):
    with framed(NEAR, viewport={"width": 360, "height": 740}) as (_page, frame):
        frame.locator(".asked > summary").click()
        frame.get_by_label("Where").fill("Orange County")
        frame.get_by_role("button", name="Search", exact=True).click()
        expect(frame.locator("h2")).to_have_text("Which place do you mean?")
        frame.get_by_role("link", name="Orange County, CA", exact=True).click()
        expect(frame.locator("h2")).to_contain_text("Orange County, CA")
        assert urlsplit(frame.url).path == "/embed/search/"


def test_the_map_works_in_the_frame_and_its_card_opens_a_new_tab(framed):
    with framed(NEAR, viewport={"width": 800, "height": 900}) as (page, frame):
        frame.locator("#map > summary").click()
        pin = frame.locator("#map[data-ready] .pin-clinic").first
        expect(pin).to_be_visible()
        pin.focus()
        page.keyboard.press("Enter")
        link = frame.locator(".map-card a")
        expect(link).to_be_focused()
        with page.context.expect_page() as opened:
            page.keyboard.press("Enter")
        opened.value.wait_for_load_state()
        assert urlsplit(opened.value.url).path.startswith("/clinics/")


def test_the_keyboard_enters_the_frame_and_reaches_a_clinic(framed):
    with framed(NEAR) as (page, frame):
        for _lost in range(5):  # a key that comes before the frame is there goes nowhere
            page.keyboard.press("Tab")
            if frame.evaluate("document.hasFocus()"):
                break
        expect(frame.locator(".framed-open")).to_be_focused()
        for _step in range(60):
            page.keyboard.press("Tab")
            if frame.evaluate("document.activeElement.matches('li.result:first-child h3 a')"):
                break
        assert frame.evaluate("document.activeElement.textContent") == "Pelican Key Ketamine"


PATHS = {
    "found": NEAR,
    "nothing": f"{NEAR}&condition=crps&condition=ocd&insurance=tricare",
    "crisis": "/embed/search/?q=suicidal",
    "close": f"{NEAR}&condition=crps&insurance=medicare&route=iv-infusion",
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_the_frame_has_no_findings_and_fits(framed, path):
    with framed(path) as (page, frame):
        assert in_looks(page, frame) == []


@pytest.mark.parametrize("query", ["radius=7&near=33444&condition=xyz", "page=99"])
def test_a_refusal_in_the_frame_has_no_findings_and_fits(framed, site, query):
    with framed(NEAR) as (page, frame):
        frame.goto(f"{site}/embed/search/?{query}")
        expect(frame.locator(".summary")).to_be_visible()
        assert in_looks(page, frame) == []


def in_looks(page: Page, frame: Frame) -> list[tuple]:
    """What is wrong with the foreign page and with the frame, small in light and large in dark."""
    found: list[tuple] = []
    for one in (page, frame):
        one.evaluate(AXE)
        one.evaluate("axe.configure({allowedOrigins: ['<unsafe_all_origins>']})")
    for width, scheme in [(320, "light"), (1280, "dark")]:
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        wrong, right = page.evaluate(INSPECT)
        assert right > 20
        found += [(width, scheme, *place) for place in wrong]
        found += [(width, "too wide")] * bool(frame.evaluate(WIDER))
    page.set_viewport_size({"width": 360, "height": 740})
    return found + [(360, "too wide")] * bool(frame.evaluate(WIDER))


@pytest.mark.parametrize("path", ["/search/?near=33444", "/embed/", "/", "/api/v1/docs"])
def test_the_browser_shows_no_other_page_in_a_foreign_frame(framed, path):
    with framed(path) as (page, frame):
        page.wait_for_load_state("networkidle")
        assert frame.url == REFUSED_FRAME


def test_the_filters_of_the_snippet_look_as_if_they_open_and_do(chromium, site):
    page = chromium.new_page()
    page.goto(f"{site}/embed/")
    title = page.locator(".embed-filters > summary")
    mark = "one => getComputedStyle(one, '::after').borderRightWidth"
    assert title.evaluate(mark) == "2px"
    title.press("Enter")
    expect(page.locator("#id_condition")).to_be_visible()
    page.close()


def test_a_change_makes_the_snippet_anew_and_a_button_copies_it(chromium, site):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/embed/")
    page.get_by_label("Where").fill("33444")
    page.get_by_label("Height of the frame").select_option("600")
    expect(page.locator("#snippet")).to_have_value(snippet(site))
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator(".embed-copy [role=status]")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == snippet(site)
    expect(page.frame_locator("#made iframe").locator("h2")).to_contain_text("33444")
    spanish = page.locator("header a[hreflang=es]").evaluate("link => link.href")
    assert spanish == page.url.replace("/embed/", "/es/embed/") != f"{site}/es/embed/"
    context.close()


def test_a_form_that_is_wrong_has_no_snippet_and_says_why_until_it_is_right(chromium, site):
    page = chromium.new_page()
    page.goto(f"{site}/embed/?near=33444&height=600&radius=7")
    summary, field = page.locator(".summary"), page.get_by_label("Where")
    expect(summary).to_contain_text("“7” is not a known choice here.")
    page.get_by_label("Within", exact=True).select_option("25 miles")
    expect(page.locator("#snippet")).to_have_value(snippet(site))
    expect(page.locator(".summary, .error, .wrong, [aria-invalid]")).to_have_count(0)
    field.fill("Orange County")
    field.press("Tab")
    expect(page.locator("#made .summary")).to_contain_text("is the name of several places")
    expect(page.locator("#snippet, iframe")).to_have_count(0)
    field.fill("33444")
    field.press("Tab")
    expect(page.locator("#snippet")).to_have_value(snippet(site))
    expect(summary).to_have_count(0)
    page.close()


def test_where_nothing_may_be_copied_the_snippet_is_selected_and_that_is_said(chromium, site):
    page = chromium.new_page()
    page.goto(f"{site}/embed/?near=33444&height=600")
    page.evaluate("() => void (navigator.clipboard.writeText = () => Promise.reject(new Error()))")
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator(".embed-copy [role=status]")).to_have_text("It is selected: copy it.")
    assert page.evaluate("getSelection().toString()") == snippet(site)
    page.close()


def snippet(site: str) -> str:
    """The snippet of a search near 33444, 600 pixels high."""
    allowed = "allow-forms allow-scripts allow-same-origin allow-popups"
    return (
        f'<iframe src="{site}/embed/search/?near=33444" title="Find a ketamine clinic"\n'
        '  loading="lazy" referrerpolicy="no-referrer"\n'
        f'  sandbox="{allowed} allow-popups-to-escape-sandbox"\n'
        '  width="100%" height="600"></iframe>'
    )
