"""The comparison in a browser: on a phone, at a desk, by keyboard, for screen readers, on paper."""

import pypdfium2
import pytest
from playwright.sync_api import expect

from clinics.models import Clinic
from tests import make
from tests.browser.test_trip import WIDTHS, tab_to
from tests.looks import BOTH, LOOKS, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

THREE = ("/compare/?clinic=pelican-key-ketamine&clinic=saltmarsh-mind-clinic"
         "&clinic=gumbo-limbo-wellness")  # fmt: skip
ASKED = "&near=33444&condition=crps&insurance=medicare&max_course_price=3000"
SIX = (f"{THREE}&clinic=tidewrack-pain-boca-raton&clinic=northbranch-hospital-ketamine"
       "&clinic=tidewrack-pain-boynton-beach")  # fmt: skip
OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
NAMES = ["Pelican Key Ketamine", "Saltmarsh Mind Clinic", "Gumbo Limbo Wellness Lounge"]


@pytest.fixture(scope="module", autouse=True)
def differ(site, django_db_blocker):
    """Pelican and Saltmarsh say nothing of Navajo, and Gumbo Limbo speaks it."""
    with django_db_blocker.unblock():
        gumbo = Clinic.objects.get(slug="gumbo-limbo-wellness")
        make.saved(gumbo, make.moved(gumbo, "language.nv", True))


def row(page, label: str):
    """The row of a label in the last table that has it."""
    return page.locator("tr", has=page.get_by_role("rowheader", name=label)).last


def bar(page, label: str) -> str:
    """How the row of a label is marked."""
    return row(page, label).locator("th").evaluate("e => getComputedStyle(e).borderLeftStyle")


def test_a_phone_shows_two_of_three_clinics_and_lets_one_choose(open_page):
    with open_page(THREE, java_script_enabled=False, viewport=WIDTHS["phone"]) as page:
        names = page.locator("a.head-name:visible")
        expect(names).to_have_text(NAMES[:2])
        page.get_by_role("radio", name="1–3").check(force=True)
        expect(names).to_have_text([NAMES[0], NAMES[2]])
        page.get_by_role("radio", name="2–3").check(force=True)
        expect(names).to_have_text(NAMES[1:])
        expect(row(page, "Warnings").locator("td:visible")).to_have_count(2)
    with open_page(THREE, viewport=WIDTHS["desk"]) as page:
        expect(page.locator("a.head-name:visible")).to_have_text(NAMES)
        expect(page.get_by_role("radio", name="1–2")).to_be_hidden()


def test_a_phone_marks_and_counts_only_what_differs_between_the_two_that_it_shows(open_page):
    with open_page(THREE, java_script_enabled=False, viewport=WIDTHS["phone"]) as page:
        group = page.locator("#language")
        group.locator("summary").first.click()
        counts = group.locator(".tally:visible")
        before = counts.inner_text()
        assert bar(page, "Navajo") == "solid"
        assert row(page, "Navajo").locator("th").evaluate(
            "e => getComputedStyle(e).borderLeftColor") == "rgba(0, 0, 0, 0)"  # fmt: skip
        expect(page.get_by_role("rowheader", name="Navajo", exact=True)).to_have_count(1)
        page.get_by_role("radio", name="1–3").check(force=True)
        assert bar(page, "Navajo") == "dotted"
        assert counts.inner_text() != before
        spoken = page.get_by_role("rowheader", name="Navajo (one does not say)", exact=True)
        expect(spoken).to_have_count(1)


def test_only_what_differs_leaves_out_what_the_two_that_a_phone_shows_answer_alike(open_page):
    with open_page(f"{THREE}&differences=1", viewport=WIDTHS["phone"]) as page:
        expect(row(page, "Navajo")).to_be_hidden()
        page.get_by_role("radio", name="2–3").check(force=True)
        expect(row(page, "Navajo")).to_be_visible()


@pytest.mark.parametrize("path", [THREE, THREE + ASKED, SIX], ids=["three", "asked", "six"])
def test_a_phone_scrolls_the_page_alone_and_not_far(open_page, path):
    with open_page(path, viewport=WIDTHS["phone"]) as page:
        assert page.evaluate("document.documentElement.scrollHeight") < 4000
        inner = """[...document.querySelectorAll('main *')].filter(e => {
            const style = getComputedStyle(e);
            return /auto|scroll/.test(style.overflowX + style.overflowY);
        }).length"""
        assert page.evaluate(inner) == 0


@pytest.mark.parametrize(
    ("path", "shown"), [(THREE, {701: 3, 699: 2}), (SIX, {1185: 6, 1183: 2})], ids=["three", "six"]
)
def test_columns_that_would_be_too_narrow_are_shown_two_at_a_time(open_page, path, shown):
    with open_page(path + ASKED) as page:
        page.evaluate(OPEN)
        for width, count in shown.items():
            page.set_viewport_size({"width": width, "height": 900})
            expect(page.locator("a.head-name:visible")).to_have_count(count)
            assert page.evaluate("document.documentElement.scrollWidth") == width


def test_what_a_thumb_presses_is_large_enough(open_page):
    small = """() => [...document.querySelectorAll(`main summary, main .button, main .pill,
        .head-name, .head-do a, .compare-foot a`)]
        .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 80))"""
    with open_page(SIX + ASKED, viewport=WIDTHS["phone"]) as page:
        page.evaluate(OPEN)
        assert page.evaluate(small) == []


DECIDE = ("How it is given", "Whole first course", "What insurance pays for")


def test_what_decides_opens_to_who_says_so_on_a_phone_without_scripts(open_page):
    with open_page(THREE, java_script_enabled=False, viewport=WIDTHS["phone"]) as page:
        for label in DECIDE:
            cell = row(page, label).locator("details.cell:visible").first
            expect(cell.locator(".cell-said").first).to_be_hidden()
            cell.locator("summary").click()
            expect(cell.locator(".cell-said").first).to_be_visible()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == WIDTHS["phone"]["width"]


def test_paper_shows_who_says_what_decides_only_where_it_was_opened(open_page):
    with open_page(THREE, java_script_enabled=False) as page:
        cells = row(page, "Whole first course").locator("details.cell")
        cells.first.locator("summary").click()
        page.emulate_media(media="print")
        expect(cells.first.locator(".cell-said").first).to_be_visible()
        expect(cells.nth(1).locator(".cell-said").first).to_be_hidden()
        expect(cells.nth(1).locator(".value")).to_be_visible()


@pytest.mark.parametrize("size", WIDTHS)
def test_the_names_stay_in_view(open_page, size):
    with open_page(THREE, viewport=WIDTHS[size]) as page:
        page.get_by_role("heading", name="Contact and dates").scroll_into_view_if_needed()
        page.mouse.wheel(0, -100)
        top = page.locator(".compare-heads").evaluate("e => e.getBoundingClientRect().top")
        assert (page.evaluate("scrollY") > 500, round(top)) == (True, 0)
        expect(page.locator("a.head-name").first).to_be_in_viewport()


def test_no_word_breaks_among_six_clinics(open_page):
    unbroken = "main * { overflow-wrap: normal !important; hyphens: none !important; }"
    wider = """[...document.querySelectorAll('.compare th, .compare td, .compare-heads li')]
        .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"""
    with open_page(SIX + ASKED, viewport=WIDTHS["desk"]) as page:
        page.evaluate(OPEN)
        # The policy of the site allows no style but its own, so the rule joins one of its sheets.
        page.evaluate("rule => document.styleSheets[0].insertRule(rule)", unbroken)
        assert page.evaluate(wider) == []


@pytest.mark.parametrize("size", WIDTHS)
def test_a_screen_reader_hears_names_labels_and_answers_as_a_table(open_page, size):
    with open_page(THREE + ASKED, viewport=WIDTHS[size]) as page:
        table = page.get_by_role("table", name="What decides")
        shown = 2 if size == "phone" else 3
        expect(table.get_by_role("columnheader")).to_have_text(NAMES[:shown])
        expect(table.get_by_role("rowheader")).to_have_count(10)
        expect(table.get_by_role("row").nth(2).get_by_role("cell")).to_have_count(shown)


def test_groups_and_sources_open_by_keyboard_and_the_focus_is_seen(open_page):
    with open_page(THREE, viewport=WIDTHS["desk"], reduced_motion="reduce") as page:
        group = page.locator("#safety")
        tab_to(page, group.locator("summary").first)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        cell = group.locator("details.cell").first
        expect(cell.locator("summary")).to_be_focused()
        page.keyboard.press("Enter")
        expect(cell.locator(".cell-said").first).to_be_visible()
        for _press in range(25):
            page.keyboard.press("Shift+Tab")
            covered = page.evaluate("""() => {
                const box = document.activeElement.getBoundingClientRect();
                const head = document.querySelector('.compare-heads');
                return !head.contains(document.activeElement) &&
                    document.activeElement !== document.body &&
                    box.bottom < head.getBoundingClientRect().bottom && box.bottom > 0 &&
                    head.getBoundingClientRect().top <= 0;
            }""")
            assert not covered


def test_a_clinic_is_taken_off_and_the_rest_stays(open_page):
    with open_page(THREE + ASKED) as page:
        page.get_by_role("link", name="Take off Saltmarsh Mind Clinic").click()
        expect(page.locator("h1")).to_have_text("Compare 2 clinics")
        expect(page.locator("a.head-name")).to_have_text([NAMES[0], NAMES[2]])
        expect(page.get_by_role("heading", name="What you asked for")).to_be_visible()


def test_the_link_is_copied_or_shown_to_be_copied(open_page):
    with open_page(THREE, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == page.url
    with open_page(THREE) as page:
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error()); }")
        page.get_by_role("button", name="Copy link").click()
        field = page.get_by_label("The address of this page, to copy")
        expect(field).to_be_focused()
        expect(field).to_have_value(page.url)


def test_without_scripts_there_is_no_button_to_print_or_copy(open_page):
    with open_page(THREE, java_script_enabled=False) as page:
        expect(page.get_by_role("link", name="Only what differs")).to_be_visible()
        for name in ("Print", "Copy link"):
            expect(page.get_by_role("button", name=name)).to_be_hidden()


def test_print_opens_the_printer(open_page):
    with open_page(THREE) as page:
        page.evaluate("window.print = () => { window.printed = true; }")
        page.get_by_role("button", name="Print").click()
        assert page.evaluate("window.printed") is True


def test_paper_holds_every_stated_answer_and_nothing_empty(open_page):
    with open_page(THREE, java_script_enabled=False) as page:
        page.emulate_media(media="print")
        expect(row(page, "Weekend hours")).to_be_visible()
        expect(page.locator(".compare-blank").first).to_be_hidden()
        expect(page.get_by_role("link", name="Only what differs")).to_be_hidden()
        sizes = "e => getComputedStyle(e).fontSize"
        value = row(page, "Weekend hours").locator(".value").first.evaluate(sizes)
        note = page.locator(".cell-note").first.evaluate(sizes)
        assert (value, note) == ("12px", "10px")


def test_three_clinics_fill_at_most_three_sheets_on_their_side(open_page):
    with open_page(THREE + ASKED) as page:
        paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        width, height = paper[0].get_size()
        assert width > height
        assert 1 < len(paper) <= 3


@pytest.mark.parametrize(
    ("path", "looks"), [(THREE + ASKED, LOOKS), (SIX, BOTH)], ids=["asked", "six"]
)
def test_opened_it_has_no_findings_and_fits(open_page, path, looks):
    with open_page(path) as page:
        page.evaluate(OPEN)
        assert faults(page, looks) == []
        page.set_viewport_size({"width": 320, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") == 320
