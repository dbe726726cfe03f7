"""Where to complain, in a browser: narrow windows, thumbs, the keyboard, and paper."""

import pytest

from tests.looks import WIDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAGES = {"states": "/states/", "state": "/states/tx/", "no boards": "/states/mp/"}
SMALL = """() => [...document.querySelectorAll("main .button, .states a, .call a, .counted a")]
    .filter((e) => e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_fits_the_narrowest_window_with_room_for_a_thumb(open_page, path):
    with open_page(path, viewport={"width": 320, "height": 740}) as page:
        assert page.evaluate(WIDER) == 0
        assert page.locator("main .button, .states a").count() >= 5
        assert page.evaluate(SMALL) == []


def test_danger_and_the_first_step_are_seen_without_scrolling(open_page):
    with open_page("/states/fl/", viewport={"width": 360, "height": 740}) as page:
        for text in ("Is somebody in danger now?", "Write it down today."):
            box = page.get_by_text(text).bounding_box()
            assert box
            assert box["y"] + box["height"] <= 740


def test_one_press_of_tab_behind_the_crisis_lines_reaches_the_first_board(open_page):
    with open_page("/states/fl/") as page:
        page.locator(".harm a").last.focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.href") == "https://www.flhealthcomplaint.gov/"


def test_on_paper_each_address_stands_in_full_and_what_is_only_for_screens_does_not(open_page):
    with open_page("/states/fl/") as page:
        page.emulate_media(media="print")
        for address in ("www.flhealthcomplaint.gov", "www.fda.gov/medwatch"):
            assert page.get_by_text(address, exact=True).first.is_visible()
        assert page.get_by_text("From memory: check before you rely on it.").first.is_visible()
        assert not page.locator(".top-nav").is_visible()
        pages = page.pdf(format="Letter").count(b"/Type /Page\n")
        assert 1 <= pages <= 4
