"""Where I am, rounded; my list, kept on the device."""

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
        expect(page.locator("h1")).to_have_text(re.compile("of a point near Delray Beach, FL$"))
        assert parse_qs(urlsplit(page.url).query) == {
            "lat": ["26.46"], "lon": ["-80.07"], "insurance": ["medicare"],
        }  # fmt: skip
        assert [url for url in asked if "26.461" in url or "80.072" in url] == []


def test_each_way_of_not_knowing_has_its_own_words(open_page):
    ways = [(1, "told not to share"), (2, "cannot tell where it is"), (3, "took too long")]
    with open_page("/") as page:
        for code, words in ways:
            page.evaluate(FAIL, code)
            page.get_by_role("button", name="Use my location").click()
            expect(page.locator(".near-me-says")).to_contain_text(words)
            assert urlsplit(page.url).path == "/"


def test_without_scripts_there_is_no_button_that_does_nothing(open_page):
    with open_page("/", java_script_enabled=False) as page:
        expect(page.get_by_role("button", name="Use my location")).to_be_hidden()
    with open_page("/clinics/pelican-key-ketamine/", java_script_enabled=False) as page:
        expect(page.get_by_role("checkbox", name="On your list")).to_have_count(0)


def test_the_list_lasts_from_page_to_page_and_can_be_cleared_and_taken_back(open_page):
    with open_page(SEARCH) as page:
        bar = page.get_by_role("complementary", name="Your list")
        expect(bar).to_be_hidden()
        page.get_by_role("checkbox", name="Compare Pelican Key Ketamine").check()
        expect(bar.get_by_role("status")).to_have_text("Add another to compare.")
        page.get_by_role("link", name="Saltmarsh Mind Clinic", exact=True).click()
        expect(bar).to_contain_text("Saltmarsh Mind Clinic")
        expect(bar.get_by_role("link", name="Call")).to_have_attribute("href", re.compile("^tel:"))
        page.locator("main").get_by_label("On your list").check()
        expect(bar.get_by_role("checkbox", name="On your list")).to_be_checked()
        expect(bar.get_by_role("link", name="Compare 2 clinics")).to_be_visible()
        bar.get_by_role("checkbox", name="On your list").uncheck()
        expect(page.locator("main").get_by_label("On your list")).not_to_be_checked()
        page.go_back()
        expect(page.get_by_role("checkbox", name="Compare Pelican")).to_be_checked()
        expect(page.get_by_role("checkbox", name="Compare Saltmarsh")).not_to_be_checked()
        bar.get_by_role("button", name="Your list (1)").click()
        bar.get_by_role("button", name="Clear").click()
        expect(bar.get_by_role("status")).to_have_text("Your list is empty.")
        assert stored(page) == []
        expect(bar.get_by_role("button", name="Undo")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("checkbox", name="Compare Pelican")).to_be_checked()
        assert stored(page) == [PELICAN]


KEEP = "kept => localStorage.setItem('shortlist', JSON.stringify(kept))"


def stored(page) -> list:
    """The list as this device keeps it."""
    return page.evaluate("JSON.parse(localStorage.getItem('shortlist'))")


def store(page, kept) -> None:
    """Keep a list on this device, and open the page again."""
    page.evaluate(KEEP, kept)
    page.reload()


PELICAN = {"slug": "pelican-key-ketamine", "name": "Pelican Key Ketamine"}
GUMBO = {"slug": "gumbo-limbo-wellness", "name": "Gumbo Limbo Wellness Lounge"}
SALT = {"slug": "saltmarsh-mind-clinic", "name": "Saltmarsh Mind Clinic"}


def test_the_list_opens_by_keyboard_names_each_clinic_and_takes_one_off(open_page):
    with open_page(f"{SEARCH}&condition=crps") as page:
        store(page, [PELICAN, GUMBO, SALT])
        bar = page.get_by_role("complementary", name="Your list")
        opener = bar.get_by_role("button", name="Your list (3)")
        opener.focus()
        page.keyboard.press("Enter")
        expect(opener).to_have_attribute("aria-expanded", "true")
        assert bar.get_by_role("listitem").get_by_role("link").all_text_contents() == [
            "Pelican Key Ketamine", "Gumbo Limbo Wellness Lounge", "Saltmarsh Mind Clinic"
        ]  # fmt: skip
        page.keyboard.press("Escape")
        expect(bar.locator("#list-panel")).to_be_hidden()
        expect(opener).to_be_focused()
        page.keyboard.press("Space")
        bar.get_by_role("button", name="Take off Gumbo Limbo Wellness Lounge").focus()
        page.keyboard.press("Enter")
        assert stored(page) == [PELICAN, SALT]
        expect(bar.get_by_role("status")).to_have_text("Taken off: Gumbo Limbo Wellness Lounge")
        expect(bar.get_by_role("button", name="Take off Saltmarsh Mind Clinic")).to_be_focused()
        page.locator("h1").click()
        expect(bar.locator("#list-panel")).to_be_hidden()


def test_an_open_list_closes_when_the_focus_goes_elsewhere(open_page):
    with open_page(SEARCH) as page:
        store(page, [PELICAN])
        page.get_by_role("button", name="Your list (1)").click()
        expect(page.locator("#list-panel")).to_be_visible()
        page.locator("footer a").first.focus()
        expect(page.locator("#list-panel")).to_be_hidden()


def test_a_seventh_clinic_is_refused_in_words_that_offer_the_list(open_page):
    with open_page("/search/") as page:
        boxes = page.get_by_role("checkbox", name="Compare")
        for number in range(6):
            boxes.nth(number).check()
        boxes.nth(6).click()
        expect(boxes.nth(6)).not_to_be_checked()
        expect(page.locator("#shortlist [role=status]")).to_have_text(
            "Your list is full: six clinics. Open it to take one off."
        )
        expect(page.get_by_role("button", name="Your list (6)")).to_be_visible()
        assert len(stored(page)) == 6


@pytest.mark.parametrize("size", [{"width": 360, "height": 740}, {"width": 1280, "height": 900}])
def test_the_bar_is_one_row_and_what_it_says_never_changes_its_height(open_page, size):
    def height(path: str, kept: list) -> int:
        page.evaluate(KEEP, kept)
        page.goto(site + path)
        return page.locator("#shortlist").evaluate("bar => bar.offsetHeight")

    clinic = "/clinics/saltmarsh-mind-clinic/"
    six = [{"slug": f"c-{n}", "name": "Long " * 20} for n in range(6)]
    with open_page("/", viewport=size) as page:
        site = page.url.removesuffix("/")
        found = [height(path, kept) for path in (clinic, "/search/", "/guide/")
                 for kept in ([PELICAN], [PELICAN, GUMBO, SALT], six)]  # fmt: skip
        page.goto(site + "/search/")
        page.get_by_role("checkbox", name="Compare").first.click()
        found.append(page.locator("#shortlist").evaluate("bar => bar.offsetHeight"))
    assert [h for h in found if not 44 <= h <= 56] == []


def test_compare_and_questions_carry_what_was_asked_and_the_device_keeps_none_of_it(open_page):
    sheet = "/questions/?clinic=pelican-key-ketamine&clinic=saltmarsh-mind-clinic&condition=crps"
    with open_page("/") as page:
        store(page, [PELICAN, SALT])
        page.evaluate("document.getElementById('shortlist').dataset.carry = 'condition=crps'")
        page.evaluate("dispatchEvent(new Event('pageshow'))")
        links = page.locator("#shortlist [data-to=questions], #shortlist > [data-to=compare]")
        hrefs = links.evaluate_all("all => all.map(link => link.getAttribute('href'))")
        assert hrefs == [sheet, sheet.replace("questions", "compare")]
        first = page.locator("#list-panel li a").first
        assert first.get_attribute("href") == "/clinics/pelican-key-ketamine/?condition=crps"
        page.goto(page.url.removesuffix("/") + sheet)
        expect(page.locator("#shortlist")).to_have_attribute("data-carry", "condition=crps")
        assert stored(page) == [PELICAN, SALT]


def test_the_bar_stays_away_from_comparison_and_questions(open_page):
    with open_page("/search/") as page:
        store(page, [PELICAN, SALT])
        site = page.url.removesuffix("/search/")
        expect(page.locator("#shortlist")).to_be_visible()
        for path in ("/compare/", "/questions/"):
            page.goto(f"{site}{path}?clinic=pelican-key-ketamine&clinic=saltmarsh-mind-clinic")
            expect(page.locator("h1")).to_be_visible()
            expect(page.locator("#shortlist")).to_be_hidden()


def test_a_link_that_takes_a_clinic_off_a_page_takes_it_off_the_list_too(open_page):
    with open_page("/guide/") as page:
        store(page, [PELICAN, SALT])
        page.evaluate("""() => {
            const link = document.querySelector("main a");
            link.href = "/";
            link.dataset.takesOff = "pelican-key-ketamine";
        }""")
        page.locator("main a").first.click()
        expect(page.locator("h1")).not_to_have_text("Guide")
        assert stored(page) == [SALT]


def test_two_windows_agree_about_the_list(open_page):
    with open_page(SEARCH) as page:
        other = page.context.new_page()
        other.goto(page.url)
        page.get_by_role("checkbox", name="Compare Pelican Key Ketamine").check()
        expect(other.get_by_role("checkbox", name="Compare Pelican")).to_be_checked()
        expect(other.get_by_role("button", name="Your list (1)")).to_be_visible()


def test_an_earlier_list_of_slugs_is_read_and_learns_its_names(open_page):
    with open_page(SEARCH) as page:
        store(page, ["pelican-key-ketamine", "not-here"])
        assert stored(page) == [PELICAN, {"slug": "not-here", "name": ""}]
        page.get_by_role("button", name="Your list (2)").click()
        expect(page.locator("#list-panel li a")).to_have_text(["Pelican Key Ketamine", "not here"])


TAMPERED = [
    ({"a": 1}, 0),
    ([7, None, {"slug": 3}, {"slug": "../x"}, {"name": "x"}], 0),
    ([{"slug": "a", "name": "<img src=x onerror=alert(1)>"}, {"slug": "a"}, "b"], 2),
    ([f"c-{number}" for number in range(20)], 6),
]


def test_a_list_that_was_tampered_with_breaks_nothing(open_page):
    with open_page("/search/") as page:
        for kept, count in TAMPERED:
            store(page, kept)
            rows = page.locator("#list-panel li")
            expect(rows).to_have_count(count)
            expect(page.locator("#list-panel img")).to_have_count(0)
            expect(page.locator("li.result").first).to_be_visible()
            assert page.locator("#shortlist").is_visible() == bool(count)


def test_markup_in_a_kept_name_is_text_and_leads_nowhere_else(open_page):
    name = "<img src=x onerror=document.title='run'><a href=//evil.example>"
    with open_page("/guide/") as page:
        title = page.title()
        store(page, [PELICAN | {"name": name}, {"slug": "//evil.example", "name": "Evil"}])
        page.get_by_role("button", name="Your list (1)").click()
        page.locator("#list-panel [data-off]").click()
        expect(page.locator("#shortlist [role=status]")).to_have_text(f"Taken off: {name}")
        page.get_by_role("button", name="Undo").click()
        link = page.locator("#list-panel li a")
        assert link.all_text_contents() == [name]
        assert link.get_attribute("href") == "/clinics/pelican-key-ketamine/"
        assert (page.locator("#shortlist img").count(), page.title()) == (0, title)
