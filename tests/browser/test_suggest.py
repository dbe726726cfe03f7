"""Suggestions under the fields of a search: by keyboard, by mouse and for a screen reader."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.looks import BOTH, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
PAGES = {"home": "/", "search": "/search/?near=33444"}
ACTIVE = """() => {
  const id = document.activeElement.getAttribute("aria-activedescendant");
  return id && document.getElementById(id).textContent;
}"""


def note(asked: list[str], url: str) -> None:
    """Remember what the API is asked."""
    if "/api/" in url:
        asked.append(url.partition("?")[2])


def type_in(page: Page, label: str, text: str):
    """Type into a field key by key, and answer the field."""
    field = page.get_by_label(label)
    field.fill("")
    field.press_sequentially(text)
    return field


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_place_is_chosen_by_keyboard(open_page, path):
    with open_page(path, viewport=DESK) as page:
        where = type_in(page, "Where", "delray")
        options = page.get_by_role("listbox", name="Places").get_by_role("option")
        expect(options.first).to_have_text("Delray Beach, FL")
        expect(where).to_have_attribute("aria-expanded", "true")
        assert page.evaluate(ACTIVE) is None
        page.keyboard.press("ArrowDown")
        assert page.evaluate(ACTIVE) == "Delray Beach, FL"
        page.keyboard.press("ArrowUp")
        assert page.evaluate(ACTIVE) == options.last.text_content()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(where).to_have_value("Delray Beach, FL")
        expect(where).to_be_focused()
        expect(where).to_have_attribute("aria-expanded", "false")
        expect(page.get_by_role("listbox")).to_have_count(0)


def test_a_list_stays_as_it_is_once_somebody_moves_in_it(open_page):
    with open_page("/", viewport=DESK) as page:
        asked: list[str] = []
        page.on("request", lambda request: note(asked, request.url))
        page.route(re.compile("q=delray$"), lambda _route: None)  # this answer never comes
        where = type_in(page, "Where", "delra")
        expect(page.get_by_role("option").first).to_have_text("Delray Beach, FL")
        with page.expect_request(re.compile("q=delray$")):
            where.press_sequentially("y")
        with page.expect_event("requestfailed"):
            page.keyboard.press("ArrowDown")
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        where.press_sequentially(" ")
        page.keyboard.press("ArrowDown")
        chosen = page.evaluate(ACTIVE)
        asked.clear()
        page.clock.run_for(1000)
        assert (page.evaluate(ACTIVE), asked) == (chosen, [])
        page.keyboard.press("Enter")
        expect(where).to_have_value(chosen)


def test_a_chosen_place_is_searched_at_once_where_there_is_a_list(open_page):
    with open_page("/search/?near=33444", viewport=DESK) as page:
        where = type_in(page, "Where", "mesa, az")
        option = page.get_by_role("option", name="Mesa, AZ", exact=True)
        option.click()
        expect(page.locator("h1")).to_contain_text("Mesa, AZ")
        expect(where).to_be_focused()
        expect(where).to_have_value("Mesa, AZ")


def test_escape_closes_the_list_and_nothing_else(open_page):
    with open_page("/search/?near=33444&condition=crps", viewport=PHONE) as page:
        page.locator(".asked > summary").click()
        where = type_in(page, "Where", "boca")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_have_count(0)
        expect(where).to_be_visible()
        expect(where).to_have_value("boca")
        page.keyboard.press("Escape")
        expect(where).to_be_hidden()


def test_tab_leaves_the_field_as_it_was_typed(open_page):
    with open_page("/", viewport=DESK) as page:
        where = type_in(page, "Where", "boca")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        expect(page.get_by_role("listbox")).to_have_count(0)
        expect(where).to_have_value("boca")
        expect(page.get_by_label("What or who")).to_be_focused()


def test_enter_without_a_choice_sends_the_form(open_page):
    with open_page("/", viewport=DESK) as page:
        type_in(page, "Where", "Delray Beach")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("Delray Beach, FL")


def test_few_questions_are_asked_and_none_twice(open_page):
    with open_page("/", viewport=DESK) as page:
        asked: list[str] = []
        page.on("request", lambda request: note(asked, request.url))
        # The page's clock stands still while the keys are pressed, however long that takes here.
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        where = page.get_by_label("Where")
        where.press_sequentially("d")
        page.clock.run_for(250)
        assert asked == []
        where.press_sequentially("elray")
        with page.expect_response(re.compile("q=delray$")):
            page.clock.run_for(250)
        options = page.get_by_role("option")
        expect(options.first).to_be_visible()
        assert asked == ["q=delray"]
        assert 1 <= options.count() <= 8
        page.keyboard.press("Backspace")
        with page.expect_response(re.compile("q=delra$")):
            page.clock.run_for(250)
        page.keyboard.press("y")
        page.clock.run_for(250)
        expect(page.locator("#near-list + [role=status]")).to_have_text(re.compile("suggestion"))
        assert asked == ["q=delray", "q=delra"]
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_without_an_answer_there_is_no_list(open_page):
    with open_page("/", viewport=DESK, refused=True) as page:
        page.route(re.compile("/places"), lambda route: route.fulfill(status=400, body="{}"))
        with page.expect_response(re.compile("/places")):
            type_in(page, "Where", "delray")
        page.wait_for_timeout(100)
        expect(page.get_by_role("listbox")).to_have_count(0)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("Delray Beach, FL")


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_word_of_the_checklist_becomes_its_tick(open_page, path):
    with open_page(path, viewport=DESK) as page:
        asked: list[str] = []
        page.on("request", lambda request: note(asked, request.url))
        what = type_in(page, "What or who", "Dr. Ruiz, medicar")
        option = page.get_by_role("listbox", name="Filters").get_by_role("option")
        expect(option).to_have_text(
            "Medicare Insurance" if path != "/" else re.compile("^Medicare")
        )
        assert asked == []
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(what).to_have_value("Dr. Ruiz")
        expect(page.locator("input[type=checkbox][name=insurance][value=medicare]")).to_be_checked()
        expect(page.locator("#id_q-list + [role=status], #q-list + [role=status]")).to_have_text(
            "Ticked: Medicare"
        )


def test_what_is_not_wanted_or_not_known_suggests_no_tick(open_page):
    with open_page("/", viewport=DESK) as page:
        for typed in ("not medicare", "without medicare", "m", "xyzzy"):
            type_in(page, "What or who", typed)
            page.wait_for_timeout(250)
            expect(page.get_by_role("listbox")).to_have_count(0)
            type_in(page, "What or who", "medicare")
            expect(page.get_by_role("option")).to_have_count(1)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_screen_reader_finds_a_combobox_and_axe_finds_nothing(open_page, path):
    with open_page(path, viewport=PHONE) as page:
        if path != "/":
            page.locator(".asked > summary").click()
        where = type_in(page, "Where", "spring")
        expect(page.get_by_role("option").nth(3)).to_be_visible()
        page.keyboard.press("ArrowDown")
        assert where.aria_snapshot().startswith('- combobox "Where"')
        assert re.match(r'- listbox "Places":\n  - option "[^"]+" \[selected\]\n  - option "',
                        page.get_by_role("listbox").aria_snapshot())  # fmt: skip
        says = page.get_by_role("status").filter(has_text=re.compile(r"^\d suggestions$"))
        expect(says).to_have_count(1)
        heights = "all => all.map(one => one.offsetHeight)"
        assert min(page.locator(".suggestions [role=option]:visible").evaluate_all(heights)) >= 44
        assert faults(page, BOTH) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_without_script_the_fields_are_plain(open_page, path):
    with open_page(path, viewport=DESK, java_script_enabled=False) as page:
        expect(page.get_by_role("combobox", name="Where")).to_have_count(0)
        expect(page.get_by_role("textbox", name="Where")).to_be_visible()
