"""The frame of every page: little room on a phone, and no noise on paper."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

CLINIC = "/clinics/pelican-key-ketamine/"
HEIGHTS = """() => ["p.demo", "header.top", "header.top nav"].map(
  one => Math.round(document.querySelector(one).getBoundingClientRect().height))"""


def test_on_a_phone_the_banner_is_one_line_and_the_menu_another(open_page):
    with open_page("/search/", viewport={"width": 360, "height": 740}) as page:
        banner, header, nav = page.evaluate(HEIGHTS)
        assert (banner <= 32, header <= 100, nav) == (True, True, 44)
        links = page.locator("header.top nav a:visible").all_inner_texts()
        assert links == ["Search", "Español"]
        foot = page.locator("footer nav a").all_inner_texts()
        assert {"Guide", "How we verify", "For clinics"} <= set(foot)
        page.set_viewport_size({"width": 1280, "height": 900})
        links = page.locator("header.top nav a:visible").all_inner_texts()
        assert links == ["Search", "Guide", "How we verify", "For clinics", "Español"]


def test_what_is_folded_on_the_screen_is_open_on_paper(open_page):
    with open_page("/how-we-verify/") as page:
        folded = page.get_by_text("Whether a treatment works, or will work for you.")
        assert folded.is_hidden()
        page.emulate_media(media="print")
        assert folded.is_visible()


def test_on_paper_no_heading_stands_alone_and_no_link_asks_whether_it_is_wrong(open_page):
    with open_page(CLINIC) as page:
        shown = """() => [...document.querySelectorAll("a.wrong-link")].map(
          one => getComputedStyle(one).display == "none")"""
        assert set(page.evaluate(shown)) == {False}
        page.emulate_media(media="print")
        assert set(page.evaluate(shown)) == {True}
        assert page.locator("header.top nav").is_hidden()
        styles = page.evaluate("""() => [...document.querySelectorAll("h1, h2, h3")].map(
          one => getComputedStyle(one).breakAfter)""")
        assert set(styles) == {"avoid"}
        said = page.evaluate("""() => [...document.querySelectorAll("a[href]")].map(
          one => getComputedStyle(one, "::after").content)""")
        assert set(said) <= {"none", '"" / ""'}  # a shape at most, and never the address


COMPARED = "/compare/?clinic=pelican-key-ketamine&clinic=gumbo-limbo-wellness"


@pytest.mark.parametrize(
    "path", [f"{COMPARED}#safety", "/search/?near=33444#map", f"{CLINIC}#safety"]
)  # fmt: skip
def test_what_the_end_of_an_address_names_is_open_and_in_sight(open_page, path):
    with open_page(path, viewport={"width": 360, "height": 740}) as page:
        aimed = page.locator(f"#{path.partition('#')[2]}")
        expect(aimed).to_have_attribute("open", "")
        expect(aimed.locator("summary").first).to_be_in_viewport()
        page.wait_for_load_state("networkidle")
