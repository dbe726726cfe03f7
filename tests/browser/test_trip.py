"""The patient's trip, clicked through: find, filter, compare, believe. With scripts and without."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WIDTHS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", WIDTHS)
def test_from_a_zip_code_to_a_comparison_that_can_be_believed(open_page, scripts, size):
    with open_page("/", java_script_enabled=scripts, viewport=WIDTHS[size]) as page:
        page.get_by_label("Where").fill("33444")
        page.get_by_role("button", name="Search", exact=True).click()
        expect(page.locator("h1")).to_have_text(re.compile(r"clinics within 25 miles of 33444"))

        if size == "phone":
            page.locator(".filters > summary").click()
        page.locator("#id_condition").get_by_label("Complex regional pain").check()
        page.locator(".filters-go button").click()
        if size == "phone":
            page.get_by_text("Change", exact=True).click()
        expect(page.get_by_role("link", name="Remove: Complex regional pain")).to_be_visible()
        expect(page.locator("h3").first).to_have_text("Pelican Key Ketamine")

        boxes = page.get_by_role("checkbox", name="Compare")
        for number in range(3):
            boxes.nth(number).check()
        if scripts:
            page.get_by_role("link", name="Compare 3 clinics").click()
        else:
            page.get_by_role("button", name="Compare the ticked clinics").click()

        expect(page.locator(".compare-heads li")).to_have_count(3)
        page.get_by_role("heading", name="Safety before and during").click()
        row = page.get_by_role("row", name=re.compile("^Blood pressure, heart rate"))
        cell = row.get_by_role("cell").first
        cell.locator("summary").click()
        expect(cell.get_by_text("stated by the clinic · since")).to_be_visible()
        page.get_by_role("link", name="Only what differs").click()
        expect(page.locator("tbody tr:not(.differs, .silent)")).to_have_count(0)
        page.get_by_role("link", name="Pelican Key Ketamine", exact=True).click()
        expect(page.locator("h1")).to_have_text("Pelican Key Ketamine")


def test_the_same_by_keyboard_alone(open_page):
    with open_page("/", viewport=WIDTHS["desk"]) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_label("Where")).to_be_focused()
        page.keyboard.type("Delray Beach")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(re.compile("Delray Beach, FL$"))

        box = page.locator("#id_condition").get_by_label("Complex regional pain")
        tab_to(page, box)
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Remove: Complex regional pain")).to_be_visible()

        for number in range(2):
            tab_to(page, page.get_by_role("checkbox", name="Compare").nth(number))
            page.keyboard.press("Space")
        tab_to(page, page.get_by_role("link", name="Compare 2 clinics"))
        page.keyboard.press("Enter")
        expect(page.locator(".compare-heads li")).to_have_count(2)


def tab_to(page, target) -> None:
    """Press Tab until the target has the focus. Fails after 200 times."""
    for _press in range(200):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the keyboard does not get there")
