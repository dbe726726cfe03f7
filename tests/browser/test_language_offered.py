"""A browser that asks for Spanish first: the switch of an English page says in words what it is."""

import pytest
from playwright.sync_api import Page, Request, expect

from tests.looks import PHONE_DARK, PHONE_LIGHT, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PATH = "/search/?near=33444&condition=crps"
OFFER = "Lea esta página en Español"
"""As it is read out. It is drawn with a small letter."""
SPANISH = '.language[lang="es"]'
SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const one of list.getEntries()) window.shifted += one.value;
}).observe({type: "layout-shift", buffered: true});
"""
KEPT = "Object.keys(localStorage).length + Object.keys(sessionStorage).length"


def said(page: Page, *languages: str) -> tuple[str, str]:
    """(what the switch is called, its background) in a browser that asks for these languages.

    The page is loaded again. Chromium has only one language that a test can choose.
    """
    asks = f"{{get: () => {[*languages]}, configurable: true}}"
    page.add_init_script(f"Object.defineProperty(Navigator.prototype, 'languages', {asks})")
    page.reload()
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Español")
    snapshot = link.aria_snapshot().splitlines()[0]
    return snapshot, link.evaluate("one => getComputedStyle(one).backgroundColor")


def test_a_browser_that_asks_for_spanish_sees_and_hears_in_spanish_that_there_is_such_a_page(
    open_page,
):
    with open_page(PATH, locale="es-US", viewport={"width": 360, "height": 740}) as page:
        offer = page.get_by_role("link", name=OFFER, exact=True)
        expect(offer).to_be_in_viewport()
        assert offer.get_attribute("lang") == "es"
        assert offer.bounding_box()["height"] >= 44
        assert (page.evaluate("document.documentElement.lang"), page.url[-len(PATH) :]) == (
            "en", PATH,
        )  # fmt: skip
        assert faults(page, [PHONE_LIGHT, PHONE_DARK]) == []
        offer.click()
        assert page.url.endswith(f"/es{PATH}")
        expect(page.get_by_role("link", name="English", exact=True)).to_be_visible()


ASKED = [
    (["es-US"], True), (["es"], True), (["ES-mx", "en"], True), (["es-419", "en-US"], True),
    (["fr", "es", "en"], True), (["en-US"], False), (["en", "es"], False),
    (["en-US", "es-US"], False), (["est", "en"], False), (["eo", "en", "es"], False),
    (["fr"], False), ([], False),
]  # fmt: skip


def test_spanish_is_offered_where_it_is_asked_for_before_english(open_page):
    with open_page("/guide/") as page:
        for languages, is_offered in ASKED:
            name, ground = said(page, *languages)
            plain = "rgba(0, 0, 0, 0)"
            assert (name, ground == plain) == (
                ('- link "Lea esta página en Español":', False)
                if is_offered
                else ('- link "Español":', True)
            ), languages


def test_a_spanish_page_offers_nothing_more_whatever_the_browser_asks_for(open_page):
    for locale in ("es-US", "en-US"):
        with open_page(f"/es{PATH}", locale=locale) as page:
            assert page.locator(SPANISH).count() == 0
            expect(page.get_by_role("link", name="English", exact=True)).to_be_visible()


def test_the_offer_keeps_nothing_asks_for_nothing_and_moves_nothing(open_page):
    asked: dict[str, set[tuple[str, str]]] = {}
    for locale in ("en-US", "es-US"):
        with open_page("/guide/", locale=locale, viewport={"width": 360, "height": 740}) as page:
            page.add_init_script(SHIFTS)
            requests: list[Request] = []
            page.on("request", lambda one, to=requests: to.append(one))
            page.reload(wait_until="networkidle")
            # The browser asks for the mark of the site when it likes.
            asked[locale] = {
                (one.method, one.url) for one in requests if not one.url.endswith("favicon.svg")
            }
            assert page.evaluate(KEPT) == 0
            assert page.evaluate("window.shifted") == 0
            assert page.get_by_role("link", name=OFFER, exact=True).count() == (locale == "es-US")
    assert asked["en-US"] == asked["es-US"] != set()


def test_without_scripts_the_switch_is_as_it_always_was(open_page):
    with open_page("/guide/", locale="es-US", java_script_enabled=False) as page:
        expect(page.get_by_role("link", name="Español", exact=True)).to_be_visible()
        assert page.get_by_role("link", name=OFFER).count() == 0
