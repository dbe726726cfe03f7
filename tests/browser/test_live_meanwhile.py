"""What happens while an answer is on its way: back and forward, leaving."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

DESK = {"width": 1280, "height": 900}
NEAR = "/search/?near=33444"
HEADING = "document.querySelector('h1').textContent"
COMES_BACK = """() => {
  dispatchEvent(new PageTransitionEvent("pagehide", {persisted: true}));
  dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}));
}"""


def tick(page: Page, name: str = "Medicare"):
    """The box of an insurer."""
    return page.locator("#id_insurance").get_by_label(name)


def hold(page: Page, pattern: str) -> list:
    """The requests for such addresses: they wait until they are continued."""
    held: list = []
    page.route(re.compile(pattern), lambda route: held.append(route))
    return held


def test_back_and_at_once_forward_ends_where_it_began(open_page):
    with open_page(NEAR, viewport=DESK) as page:
        first = page.evaluate(HEADING)
        tick(page).check()
        page.locator(".filters-go button").click()
        expect(page.locator("h1")).to_be_focused()
        second = page.evaluate(HEADING)
        assert first != second
        held = hold(page, r"search/\?near=33444$")
        page.evaluate("history.back()")
        page.wait_for_function("() => document.querySelector('.asking')")
        page.evaluate("history.forward()")
        page.wait_for_url(re.compile("insurance=medicare"))
        expect(page.locator(".asking")).to_have_count(0)
        assert len(held) == 1
        held[0].continue_()
        page.wait_for_timeout(300)
        expect(page.locator("h1")).to_have_text(second)
        expect(tick(page)).to_be_checked()
        page.unroute_all()
        page.go_back()
        expect(page.locator("h1")).to_have_text(first)


def test_a_tick_whose_answer_came_too_late_can_be_ticked_again(open_page):
    with open_page(NEAR, viewport=DESK) as page:
        held = hold(page, "insurance=")
        tick(page).check()
        page.wait_for_function("() => document.querySelector('.asking')")
        page.evaluate(COMES_BACK)
        expect(tick(page)).not_to_be_checked()
        expect(page.locator(".asking")).to_have_count(0)
        assert len(held) == 1
        page.unroute_all()
        tick(page).check()
        expect(page.get_by_role("link", name="Remove: Medicare")).to_be_visible()
