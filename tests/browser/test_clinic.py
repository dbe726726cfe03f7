"""A clinic's page in a browser: what decides on two screens, parts that open, paper."""

import re

import pytest
from django.db import connection
from playwright.sync_api import expect

from clinics.listing.actions.status import close
from clinics.models import Clinic, Credential
from tests import make
from tests.looks import DESK_DARK, PHONE_LIGHT, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE = {"width": 360, "height": 740}
PELICAN = "/clinics/pelican-key-ketamine/"
ASKED = f"{PELICAN}?near=33444&condition=crps&insurance=medicare&max_course_price=3000"
EXCLUDED = "copper-cactus-drip-ketamine"
CLOSED = "bluestem-infusion"
WARNED = (EXCLUDED, "tidewrack-pain-boca-raton", "gumbo-limbo-wellness")
HEIGHT = "document.documentElement.scrollHeight"
SHIFTS = """() => new Promise((found) => {
  new PerformanceObserver((list) => {
    found(list.getEntries().reduce((sum, one) => sum + one.value, 0));
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => found(0), 500);
})"""
SMALL = """() => [...document.querySelectorAll("main a, main button, main summary, main label")]
  .filter((e) => e.checkVisibility() && !e.closest(".hint, .who, .note"))
  .filter((e) => !e.matches(".cite, .check a, .said a, .own a, .sources a, .skip"))
  .map((e) => [e.closest(".five > div") ?? e, e.textContent.trim().slice(0, 40)])
  .filter(([e]) => e.getBoundingClientRect().height < 43.5)
  .map(([, words]) => words)"""
SPACED = """() => {
  const wide = new CSSStyleSheet();
  wide.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [wide];
  return document.documentElement.scrollWidth;
}"""
"""Sets the text spacing of WCAG 1.4.12; the width of the page then."""
STOPS = """[...document.querySelectorAll("a[href], button, summary, input")]
  .filter((e) => e.checkVisibility()).length"""


@pytest.fixture(scope="module", autouse=True)
def people(site, django_db_blocker):
    """Three people at the clinic, whose licenses were looked up; elsewhere one who is excluded, and
    one clinic that closed.
    """
    with django_db_blocker.unblock():
        clinic = Clinic.objects.get(slug="pelican-key-ketamine")
        close(Clinic.objects.get(slug=CLOSED).pk, since=make.today(), actor="moderator")
        for name in ("Ada", "Ben", "Cy"):
            person = make.clinician(clinic, given_name=name, is_on_site=True)
            for kind in ("npi", "licence"):
                make.credential(clinic, kind, clinician=person, confirmed_until=30)
        elsewhere = Clinic.objects.get(slug=EXCLUDED)
        person = make.clinician(elsewhere)
        make.credential(elsewhere, "npi", clinician=person, confirmed_until=30)
        line = make.credential(elsewhere, "not-excluded", clinician=person)
        Credential.objects.filter(pk=line.pk).update(current=make.check(line, "excluded"))
        connection.close()


def stands(page, part: str, *, is_open: bool) -> None:
    """Expect a part of the page to be open or closed."""
    expect(page.locator(f"#{part}")).to_have_js_property("open", is_open)


def test_what_decides_fits_two_screens_of_a_phone(open_page):
    with open_page(ASKED, viewport=PHONE) as page:
        ends = page.locator(".five").bounding_box()
        assert ends["y"] + ends["height"] < 2 * PHONE["height"]
        assert page.locator(".ticks li").count() == 3
    for slug in WARNED:
        with open_page(f"/clinics/{slug}/", viewport=PHONE) as page:
            assert page.locator(".warnings li").first.bounding_box()["y"] < PHONE["height"] / 2
            ends = page.locator(".five").bounding_box()
            assert ends["y"] + ends["height"] < 2 * PHONE["height"]


def test_a_closed_clinic_is_not_called_but_leads_to_who_else_is_near(open_page):
    with open_page(f"/clinics/{CLOSED}/", viewport=PHONE) as page:
        expect(page.locator(".shortlist .list-clinic")).to_be_visible()
        expect(page.locator(".shortlist [data-to=call]")).to_be_hidden()
        assert page.locator("main a[href^='tel:']").count() == 0
        number, way = page.locator(".reach > .hint, .reach > .button:first-of-type").all()
        assert number.bounding_box()["height"] < 30  # one line, above the buttons
        assert number.bounding_box()["y"] < way.bounding_box()["y"] - 20
        near = page.locator(".status-notice a.button")
        expect(near).to_have_text("All clinics near there")
        assert faults(page, (PHONE_LIGHT, DESK_DARK)) == []
    with open_page(PELICAN, viewport=PHONE) as page:
        expect(page.locator(".shortlist [data-to=call]")).to_be_visible()


def test_the_page_is_a_third_of_what_it_was(open_page):
    with open_page(PELICAN, viewport=PHONE) as page:
        assert page.evaluate(HEIGHT) < 7000
        assert page.evaluate(STOPS) < 90
        page.evaluate("document.querySelectorAll('.facts-of').forEach(part => part.open = false)")
        assert page.evaluate(HEIGHT) < 4000
        landmarks = page.locator("main :is(section[aria-labelledby], nav, aside)")
        assert landmarks.count() == 0


def test_nothing_jumps_while_the_page_loads(open_page):
    with open_page(ASKED, viewport=PHONE) as page:
        assert page.evaluate(SHIFTS) < 0.01


def test_a_fragment_and_a_link_open_what_they_lead_to(open_page):
    with open_page(f"{PELICAN}#hours", viewport=PHONE) as page:
        expect(page.locator("#hours")).to_be_in_viewport()
        stands(page, "access", is_open=True)
        stands(page, "people", is_open=False)
        page.locator(".five a", has_text="Who is there").click()
        expect(page.locator(".person").first).to_be_visible()
        expect(page.locator("#people")).to_be_in_viewport()
        page.evaluate("document.querySelector('#people').open = false")
        page.locator(".five a", has_text="Who is there").click()
        stands(page, "people", is_open=True)
        page.goto(f"{page.url.partition('#')[0]}#reviews")
        stands(page, "reviews", is_open=True)
    with open_page(f"{PELICAN}#insurance", viewport=PHONE) as page:
        stands(page, "insurance", is_open=True)
        expect(page.locator("#insurance > summary")).to_be_in_viewport()


def test_one_button_opens_and_closes_all_parts(open_page):
    with open_page(PELICAN, viewport=PHONE) as page:
        parts = page.locator("details.facts-of")
        every = parts.count()
        page.get_by_role("button", name="Open all sections").click()
        expect(page.locator("details.facts-of[open]")).to_have_count(every)
        page.get_by_role("button", name="Close all sections").click()
        expect(page.locator("details.facts-of[open]")).to_have_count(0)
        expect(page.get_by_role("button", name="Open all sections")).to_be_visible()


def test_an_answer_opens_to_who_says_so_and_the_link_to_object(open_page):
    with open_page(PELICAN, viewport=PHONE) as page:
        answer = page.locator("#safety li.fact").first
        said = answer.locator("p.said")
        expect(said).to_be_hidden()
        answer.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(said).to_have_text(re.compile(r"^stated by the clinic · since .+"))
        wrong = answer.get_by_role("link", name="Something is wrong?")
        assert wrong.get_attribute("href").startswith(f"{PELICAN}wrong/?code=safety.")


def test_without_scripts_parts_open_and_a_fragment_lands_on_its_part(open_page):
    with open_page(f"{PELICAN}#insurance", viewport=PHONE, java_script_enabled=False) as page:
        expect(page.locator("#insurance > summary")).to_be_in_viewport()
        page.locator("#insurance > summary").click()
        expect(page.locator("#insurance li.fact").first).to_be_visible()
        expect(page.get_by_role("button", name="Open all sections")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_paper_shows_every_part(open_page, scripts):
    with open_page(PELICAN, java_script_enabled=scripts) as page:
        hidden = ("#hours td", "#people .held .value", "#sources li", "#own-words blockquote",
                  "#condition .to-ask .fact-label")  # fmt: skip
        for place in hidden:
            expect(page.locator(place).first).to_be_hidden()
        page.emulate_media(media="print")
        for place in hidden:
            expect(page.locator(place).first).to_be_visible()
        expect(page.locator("#safety p.said:not(.usual)").first).to_be_hidden()


def test_on_paper_the_phone_number_is_text_and_no_dark_box(open_page):
    with open_page(PELICAN, reduced_motion="reduce") as page:
        call = page.locator(".reach .call")
        look = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
        assert call.evaluate(look)[0] != "rgba(0, 0, 0, 0)"
        page.emulate_media(media="print")
        assert call.evaluate(look) == ["rgba(0, 0, 0, 0)", "rgb(0, 0, 0)"]
        expect(call).to_contain_text("(561) 555-0101")


def test_what_a_check_found_stays_in_its_box(open_page):
    with open_page(f"/clinics/{EXCLUDED}/#people", viewport=PHONE) as page:
        person = page.locator(".person.excluded")
        person.locator(".held-checks").evaluate("part => part.open = true")
        found = person.get_by_text("On the exclusion list", exact=True).bounding_box()
        box = person.bounding_box()
        assert found["x"] + found["width"] < box["x"] + box["width"]


def test_everything_open_fits_a_narrow_screen_with_wide_letters(open_page):
    with open_page(ASKED, viewport={"width": 320, "height": 256}) as page:
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert page.evaluate(SPACED) == 320


def test_everything_open_has_no_findings_fits_and_is_large_enough_for_a_thumb(open_page):
    with open_page(ASKED, viewport=PHONE) as page:
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert page.evaluate(SMALL) == []
        assert faults(page, (PHONE_LIGHT, DESK_DARK)) == []
