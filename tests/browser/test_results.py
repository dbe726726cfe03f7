"""The search page in a real browser: the first result in sight, by keyboard, and after *back*."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.looks import WIDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
ASKED = "/search/?near=Delray+Beach%2C+FL&condition=crps&insurance=medicare"
COVERED = """() => {
  const here = document.activeElement;
  const {x, y, width, height} = here.getBoundingClientRect();
  const top = document.elementFromPoint(x + Math.min(width, 20) / 2, y + height / 2);
  return !!top?.closest(".filters-go, .picks-go") && !here.closest(".filters-go, .picks-go");
}"""

OUTSIDE = """() => [...document.querySelectorAll(".search summary, .result-head > *")]
  .filter((e) => e.checkVisibility())
  .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
  .map((e) => e.textContent.trim())"""
"""Summaries and heads of results with something in them that sticks out."""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_phone_shows_the_first_result_without_scrolling(open_page, site, scripts):
    with open_page(ASKED, viewport=PHONE, java_script_enabled=scripts) as page:
        for path in (ASKED, "/search/?near=33444", "/search/?near=Mesa%2C+AZ",
                     "/search/?near=Austin%2C+TX&route=iv-infusion&sort=match"
                     "&max_course_price=5000"):  # fmt: skip
            page.goto(site + path)
            expect(page.locator(".demo")).to_be_visible()
            assert page.locator("li.result").first.bounding_box()["y"] <= 340, path


def test_change_opens_the_question_and_escape_closes_it(open_page):
    with open_page(ASKED, viewport=PHONE) as page:
        line = page.locator(".asked > summary")
        expect(line).to_have_text("You asked for: CRPS · Medicare · near Delray Beach 25 mi Change")
        expect(page.get_by_label("Where")).to_be_hidden()
        line.click()
        page.get_by_label("Where").focus()
        page.keyboard.press("Escape")
        expect(page.get_by_label("Where")).to_be_hidden()
        expect(line).to_be_focused()
    with open_page(ASKED, viewport=PHONE, java_script_enabled=False) as page:
        page.locator(".asked > summary").click()
        expect(page.get_by_label("Where")).to_be_visible()
        page.get_by_role("link", name="Remove: Medicare").click()
        expect(page.locator(".asked-line")).to_contain_text("CRPS · near Delray Beach 25 mi")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_hint_about_the_place_stands_apart_from_the_field_below_it(open_page, size):
    with open_page(ASKED, viewport=size) as page:
        if size is PHONE:
            page.locator(".asked > summary").click()
        hint = page.locator(".asked-in .near-me .hint").bounding_box()
        label = page.locator("label[for=id_radius]").bounding_box()
        assert label["y"] - (hint["y"] + hint["height"]) >= 12


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_keyboard_reaches_the_first_result_in_a_few_steps(open_page, size):
    with open_page(ASKED, viewport=size) as page:
        for name in ("Skip to the content", "Skip to the results"):
            page.keyboard.press("Tab")
            expect(page.get_by_role("link", name=name)).to_be_focused()
            page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        in_first = "document.activeElement.closest('li.result:first-child') !== null"
        assert page.evaluate(in_first)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_that_sticks_covers_what_has_the_focus(open_page, size, scripts):
    still = {"java_script_enabled": scripts, "reduced_motion": "reduce"}
    with open_page(ASKED, viewport=size, **still) as page:
        if size == PHONE:
            page.locator(".filters > summary").click()
        page.locator("#id_condition input").first.focus()
        covered = []
        for _press in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(COVERED):
                covered.append(page.evaluate("document.activeElement.outerHTML.slice(0, 90)"))
        assert covered == []


def test_after_back_the_form_asks_what_the_list_answers(open_page):
    with open_page("/search/?near=33444", viewport=DESK) as page:
        medicare = page.locator("#id_insurance").get_by_label("Medicare")
        where = page.get_by_label("Where")
        medicare.check()
        where.fill("Boca Raton, FL")
        page.locator(".filters-go button").click()
        expect(page.locator("h1")).to_contain_text("Boca Raton, FL")
        expect(medicare).to_be_checked()
        page.go_back()
        expect(page.locator("h1")).to_contain_text("33444")
        expect(medicare).not_to_be_checked()
        expect(where).to_have_value("33444")
        where.press_sequentially("0")
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        expect(where).to_have_value("33444")


def test_blanks_are_not_sent(open_page):
    with open_page("/search/?near=33444&insurance=medicare", viewport=DESK) as page:
        page.get_by_role("button", name="Search", exact=True).click()
        page.wait_for_load_state()
        assert urlsplit(page.url).query == "near=33444&insurance=medicare"


def test_confirmed_only_is_offered_where_it_is_ticked(open_page):
    with open_page("/search/?near=33444", viewport=DESK) as page:
        staff = page.locator("#id_staff")
        page.locator("summary", has_text="Staff").click()
        tick = staff.get_by_label("Anesthesiologist", exact=False).first
        only = staff.get_by_label("confirmed only: Anesthesiologist")
        expect(only).to_be_hidden()
        tick.check()
        expect(only).to_be_visible()
        assert only.locator("xpath=..").bounding_box()["height"] >= 44
        only.check()
        page.locator(".filters-go button").click()
        expect(page.get_by_role("link", name="Remove: Anesthesiologist, confirmed")).to_be_visible()
        expect(only).to_be_checked()


def test_without_scripts_the_ticks_of_a_whole_list_can_be_compared(open_page):
    only_here = "What you tick to compare counts on this page only."
    path = "/search/?near=33444&page_size=2"
    with open_page(path, viewport=PHONE) as page:
        expect(page.get_by_text(only_here)).to_be_hidden()
    with open_page(path, viewport=PHONE, java_script_enabled=False) as page:
        expect(page.get_by_text(only_here)).to_be_visible()
        page.get_by_role("link", name="clinics on one page").click()
        boxes = page.get_by_role("checkbox", name="Compare")
        boxes.first.check()
        boxes.last.check()
        page.get_by_role("button", name="Compare the ticked clinics").click()
        expect(page.locator("h1")).to_have_text("Compare 2 clinics")


@pytest.mark.parametrize(("width", "letters"), [(320, 16), (640, 32), (1280, 32)])
def test_small_screens_and_large_letters_leave_everything_in_its_box(open_page, width, letters):
    with open_page("/guide/", viewport={"width": width, "height": 740}) as page:
        session = page.context.new_cdp_session(page)
        session.send("Page.setFontSizes", {"fontSizes": {"standard": letters}})
        page.goto(page.url.replace("/guide/", ASKED))
        size = page.evaluate("getComputedStyle(document.documentElement).fontSize")
        assert size == f"{letters}px"
        page.locator("#map").evaluate("map => { map.open = true; }")
        expect(page.locator("#map[data-ready] .pin").first).to_be_visible()
        assert (page.evaluate(WIDER), page.evaluate(OUTSIDE)) == (0, [])


def test_the_line_for_distances_opens_the_place(open_page):
    with open_page("/search/?near=Florida", viewport=PHONE, java_script_enabled=False) as page:
        page.get_by_role("link", name="Add your ZIP code for distances").click()
        expect(page.get_by_label("Where")).to_be_visible()


def test_paper_keeps_the_phone_number_of_each_clinic(open_page):
    with open_page(ASKED, reduced_motion="reduce") as page:
        page.emulate_media(media="print")
        call = page.locator("li.result .result-do .button").first
        expect(call).to_have_text("Call (561) 555-0101")
        look = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
        assert call.evaluate(look) == ["rgba(0, 0, 0, 0)", "rgb(0, 0, 0)"]
        expect(page.locator(".search-form")).to_be_hidden()
        expect(page.locator(".map-jump")).to_be_hidden()
        expect(page.locator("#map")).to_be_hidden()
