"""Live filters in a real browser: the list follows the ticks, and nobody loses their place."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.looks import faults_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
NEAR = "/search/?near=33444"
NAMES = "all => all.map(one => one.textContent)"


def insurer(page: Page, name: str):
    """The tick of an insurer."""
    return page.locator("#id_insurance").get_by_label(name)


def chip(page: Page, name: str):
    """The link that takes something off the question."""
    return page.get_by_role("link", name=re.compile(f"^Remove: .*{name}"))


def asks(page: Page) -> str:
    """The question in the address."""
    return urlsplit(page.url).query


def names(page: Page) -> list[str]:
    """The clinics of the list."""
    return page.locator(".results .result h3 a").evaluate_all(NAMES)


def parts(page: Page) -> dict:
    """What the page says about the question, in every part that a tick changes."""
    return page.evaluate("""() => ({
        title: document.title,
        feed: document.querySelector("link[type*=atom]").href,
        also: [...document.querySelectorAll("link[hreflang], a[hreflang]")].map((one) => one.href),
        heading: document.querySelector("h1").textContent,
        results: [...document.querySelectorAll(".result h3 a")].map((one) => one.href),
        sorts: [...document.querySelectorAll(".sort a")].map((one) => one.href),
        chips: [...document.querySelectorAll(".chip")].map((one) => one.textContent.trim()),
        line: document.querySelector(".asked-line").textContent.trim(),
        summaries: [...document.querySelectorAll(".filters summary")].map((one) => one.textContent),
        boxes: [...document.querySelectorAll("#search input[type=checkbox]")].map((box) =>
            [box.name, box.value, box.checked, box.defaultChecked, box.disabled,
             box.closest("label").querySelector(".count")?.textContent]),
        kept: [...document.querySelectorAll("#search [type=hidden]")].map((one) => one.value),
        button: document.querySelector("[data-shows]").textContent.trim(),
        carry: document.getElementById("shortlist").dataset.carry,
        order: [...document.getElementById("main").children].map((one) => one.className),
    })""")


def test_a_tick_swaps_the_list_says_the_count_and_keeps_the_focus(open_page):
    with open_page(NEAR, viewport=DESK) as page:
        page.evaluate("window.same = true")
        before = names(page)
        tick = insurer(page, "Medicare")
        tick.focus()
        page.keyboard.press("Space")
        expect(page.get_by_role("link", name="Remove: Medicare")).to_be_visible()
        expect(tick).to_be_focused()
        expect(page.locator("#search > [role=status]")).to_have_text(
            page.locator("h1").text_content() or ""
        )
        assert asks(page) == "near=33444&insurance=medicare"
        assert len(names(page)) < len(before)
        assert page.evaluate("window.same")


@pytest.mark.parametrize(
    "path",
    [NEAR, f"{NEAR}&condition=crps&staff=anesthesiologist", "/search/", "/search/?near=Florida",
     f"{NEAR}&q=not+spravato", f"{NEAR}&insurance=tricare&condition=crps"],
)  # fmt: skip
def test_after_a_tick_the_page_is_what_its_address_loads(open_page, path):
    with open_page(path, viewport=DESK) as page:
        before = page.url
        page.locator("#id_condition input:enabled").nth(1).click()
        expect(page.locator(".asking")).to_have_count(0)
        assert page.url != before
        page.evaluate("document.activeElement.blur()")
        live = parts(page)
        page.reload()
        assert live == parts(page)


def test_ticks_leave_no_steps_and_back_returns_to_the_question_before_them(open_page):
    with open_page(NEAR, viewport=DESK) as page:
        first = page.locator("h1").text_content() or ""
        steps = page.evaluate("history.length")
        insurer(page, "Medicare").check()
        expect(page.get_by_role("link", name="Remove: Medicare")).to_be_visible()
        page.locator("#id_condition").get_by_label("CRPS").check()
        expect(chip(page, "CRPS")).to_be_visible()
        assert page.evaluate("history.length") == steps
        page.locator(".filters-go button").click()
        expect(page.locator("h1")).to_be_focused()
        assert page.evaluate("history.length") == steps + 1
        page.go_back()
        expect(page.locator("h1")).to_have_text(first)
        expect(insurer(page, "Medicare")).not_to_be_checked()
        assert asks(page) == "near=33444"
        page.go_forward()
        expect(insurer(page, "Medicare")).to_be_checked()
        expect(chip(page, "CRPS")).to_be_visible()


def test_of_two_quick_ticks_the_last_wins(open_page):
    with open_page(NEAR, viewport=DESK) as page:
        held = []
        page.route(re.compile("near=33444&insurance=medicare$"), lambda route: held.append(route))
        insurer(page, "Medicare").check()
        page.wait_for_function("document.querySelector('.asking')")
        page.locator("#id_condition").get_by_label("CRPS").check()
        expect(chip(page, "CRPS")).to_be_visible()
        expect(page.get_by_role("link", name="Remove: Medicare")).to_be_visible()
        both = parts(page)
        assert len(held) == 1
        page.wait_for_timeout(300)
        assert parts(page) == both
        assert asks(page) == "near=33444&condition=crps&insurance=medicare"


@pytest.mark.parametrize("status", [400, 200], ids=["refused", "another page"])
def test_after_an_error_the_form_is_sent_as_without_script(open_page, status):
    with open_page(NEAR, viewport=DESK, refused=status == 400) as page:
        page.evaluate("window.same = true")
        page.route(
            re.compile("insurance="),
            lambda route: (
                route.fallback()
                if route.request.is_navigation_request()
                else route.fulfill(status=status, content_type="text/html", body="<p>Sorry</p>")
            ),
        )
        insurer(page, "Medicare").check()
        expect(page.get_by_role("link", name="Remove: Medicare")).to_be_visible()
        assert page.evaluate("window.same") is None
        assert asks(page) == "near=33444&insurance=medicare"


def test_half_a_place_moves_nobody_until_it_is_sent(open_page):
    with open_page(NEAR, viewport=DESK, refused=True) as page:
        heading = page.locator("h1").text_content() or ""
        where = page.get_by_label("Where")
        where.fill("Xyzzyx")
        with page.expect_response(re.compile("Xyzzyx")):
            where.blur()
        expect(page.locator(".asking")).to_have_count(0)
        expect(page.locator("h1")).to_have_text(heading)
        assert asks(page) == "near=33444"
        page.get_by_role("button", name="Search", exact=True).click()
        expect(page.locator("h1")).to_have_text("We couldn’t find that place")


def test_words_that_speak_of_suicide_bring_the_page_with_help_on_top(open_page):
    with open_page(NEAR, viewport=DESK) as page:
        words = page.get_by_label("What or who")
        words.fill("suicidal")
        words.blur()
        expect(page.locator(".crisis-first")).to_be_visible()


def test_your_list_stays_right_in_the_swapped_results(open_page):
    with open_page(NEAR, viewport=DESK) as page:
        page.get_by_role("checkbox", name="Compare Pelican Key Ketamine").check()
        insurer(page, "Medicare").check()
        expect(page.get_by_role("link", name="Remove: Medicare")).to_be_visible()
        mine = page.get_by_role("checkbox", name="Compare Pelican Key Ketamine")
        expect(mine).to_be_checked()
        link = page.locator("#shortlist [data-to=questions]")
        expect(link).to_have_attribute("href", re.compile("insurance=medicare"))
        mine.uncheck()
        assert page.evaluate("localStorage.getItem('shortlist')") == "[]"


def test_a_count_of_none_takes_the_focus_from_nobody(open_page):
    with open_page(f"{NEAR}&condition=crps&insurance=tricare", viewport=DESK) as page:
        tick = insurer(page, "TRICARE")
        tick.focus()
        page.keyboard.press("Space")
        expect(page.get_by_role("link", name="Remove: TRICARE")).to_have_count(0)
        expect(tick).to_be_focused()


def test_on_a_phone_the_button_counts_and_leads_to_the_list(open_page):
    with open_page(NEAR, viewport=PHONE) as page:
        page.locator(".filters > summary").click()
        insurer(page, "Medicare").check()
        expect(page.locator(".chip")).to_contain_text(["33444", "Medicare"])
        count = len(names(page))
        button = page.get_by_role("button", name=f"Show {count} clinics")
        expect(button).to_be_visible()
        expect(insurer(page, "Medicare")).to_be_visible()
        button.click()
        expect(insurer(page, "Medicare")).to_be_hidden()
        expect(page.locator("h1")).to_be_in_viewport()
        expect(page.locator("h1")).to_be_focused()
        assert faults_now(page) == []


def test_a_list_of_choices_is_live_too_and_a_page_that_comes_back_keeps_it(open_page):
    with open_page(NEAR, viewport=DESK) as page:
        within = page.get_by_label("Within", exact=True)
        within.select_option("50")
        expect(page.locator("h1")).to_contain_text("within 50 miles")
        insurer(page, "Medicare").check()
        expect(chip(page, "Medicare")).to_be_visible()
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        expect(within).to_have_value("50")
        expect(insurer(page, "Medicare")).to_be_checked()
        assert asks(page) == "near=33444&radius=50&insurance=medicare"


def test_who_reads_the_list_already_stays_where_they_are(open_page):
    with open_page(NEAR, viewport=DESK) as page:
        held: list = []
        page.route(re.compile("insurance="), lambda route: held.append(route))
        insurer(page, "Medicare").check()
        page.wait_for_function("document.querySelector('.asking')")
        here = page.get_by_role("link", name="Pelican Key Ketamine", exact=True)
        here.focus()
        held[0].continue_()
        expect(chip(page, "Medicare")).to_be_visible()
        expect(here).to_be_focused()


def test_an_open_map_shows_what_the_list_shows(open_page):
    with open_page(NEAR, viewport=DESK) as page:
        says = page.locator("#map [role=status]")
        page.locator("#map > summary").click()
        expect(says).to_have_text(f"{len(names(page))} clinics are on the map.")
        before = len(names(page))
        insurer(page, "Medicare").check()
        expect(chip(page, "Medicare")).to_be_visible()
        assert len(names(page)) < before
        expect(says).to_have_text(f"{len(names(page))} clinics are on the map.")


def test_a_list_that_found_nothing_gets_its_map_with_the_first_result(open_page):
    path = f"{NEAR}&condition=crps&insurance=tricare&max_course_price=100"
    with open_page(path, viewport=DESK) as page:
        expect(page.locator("#map")).to_have_count(0)
        price = page.get_by_label("Whole first course at most ($)")
        price.fill("")
        insurer(page, "TRICARE").uncheck()
        expect(page.locator("li.result").first).to_be_visible()
        page.locator("#map > summary").click()
        says = page.locator("#map [role=status]")
        expect(says).to_have_text(re.compile(r"^\d+ clinics? (is|are) on the map\.$"))
        price.fill("100")
        price.blur()
        expect(page.locator("#map")).to_be_hidden()
        expect(page.get_by_role("heading", name="What you can try")).to_be_visible()


def test_without_script_the_button_counts_nothing_and_sends_the_form(open_page):
    with open_page(NEAR, viewport=DESK, java_script_enabled=False) as page:
        first = page.locator("h1").text_content() or ""
        insurer(page, "Medicare").check()
        expect(page.locator("h1")).to_have_text(first)
        page.get_by_role("button", name="Show the clinics").click()
        expect(page.locator("h1")).not_to_have_text(first)
        expect(insurer(page, "Medicare")).to_be_checked()
