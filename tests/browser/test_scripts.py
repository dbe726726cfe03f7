"""The two small scripts: where I am, rounded; the shortlist, kept on the device."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SEARCH = "/search/?near=33444"
FAIL = """code => {
  navigator.geolocation.getCurrentPosition = (found, failed) => failed({code});
}"""


def test_my_location_leaves_the_device_rounded_to_two_decimals(open_page):
    here = {"latitude": 26.461523, "longitude": -80.072789}
    with open_page("/", geolocation=here, permissions=["geolocation"]) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_label("Medicare").check(force=True)
        page.get_by_role("button", name="Use my location").click()
        expect(page.locator("h1")).to_have_text(re.compile("within 25 miles of 26.46, -80.07"))
        assert parse_qs(urlsplit(page.url).query) == {
            "lat": ["26.46"], "lon": ["-80.07"], "insurance": ["medicare"],
        }  # fmt: skip
        assert [url for url in asked if "26.461" in url or "80.072" in url] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [(1, "told not to share"), (2, "cannot tell where it is"), (3, "took too long")],
)
def test_each_way_of_not_knowing_has_its_own_words(open_page, code, words):
    with open_page("/") as page:
        page.evaluate(FAIL, code)
        page.get_by_role("button", name="Use my location").click()
        expect(page.locator(".near-me-says")).to_contain_text(words)
        assert urlsplit(page.url).path == "/"


def test_without_scripts_there_is_no_button_that_does_nothing(open_page):
    with open_page("/", java_script_enabled=False) as page:
        expect(page.get_by_role("button", name="Use my location")).to_be_hidden()
    with open_page("/clinics/pelican-key-ketamine/", java_script_enabled=False) as page:
        expect(page.get_by_role("button", name="Add to shortlist")).to_be_hidden()


def test_the_shortlist_lasts_from_page_to_page_and_can_be_cleared(open_page):
    with open_page(SEARCH) as page:
        bar = page.get_by_role("complementary", name="Your shortlist")
        expect(bar).to_be_hidden()
        page.get_by_role("checkbox", name="Compare Pelican Key Ketamine").check()
        expect(bar).to_contain_text("1 clinic on your list. Add another to compare.")
        page.get_by_role("link", name="Saltmarsh Mind Clinic").click()
        page.get_by_role("button", name="Add to shortlist").click()
        expect(bar.get_by_role("link", name="Compare 2 clinics")).to_be_visible()
        page.get_by_role("button", name="Remove from shortlist").click()
        expect(bar).to_contain_text("1 clinic on your list.")
        page.go_back()
        expect(page.get_by_role("checkbox", name="Compare Pelican")).to_be_checked()
        expect(page.get_by_role("checkbox", name="Compare Saltmarsh")).not_to_be_checked()
        bar.get_by_role("button", name="Clear").click()
        expect(bar).to_be_hidden()
        expect(page.get_by_role("checkbox", name="Compare Pelican")).not_to_be_checked()
        assert page.evaluate("localStorage.getItem('shortlist')") == "[]"


def test_a_seventh_clinic_is_refused_in_words(open_page):
    with open_page("/search/") as page:
        boxes = page.get_by_role("checkbox", name="Compare")
        for number in range(6):
            boxes.nth(number).check()
        boxes.nth(6).click()
        expect(boxes.nth(6)).not_to_be_checked()
        expect(page.locator("#shortlist [role=status]")).to_contain_text(
            "You can compare up to six"
        )


def test_a_shortlist_that_was_tampered_with_breaks_nothing(open_page):
    with open_page("/") as page:
        page.evaluate("localStorage.setItem('shortlist', '{\"a\": 1}')")
        page.goto(page.url + "search/")
        expect(page.locator("#shortlist")).to_be_hidden()
        expect(page.locator("li.result").first).to_be_visible()
