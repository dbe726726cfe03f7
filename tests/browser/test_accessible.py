"""What axe-core finds on the patient's pages, and what does not fit a phone: nothing."""

from pathlib import Path

import pytest
from django.db import connection

from clinics.models import Clinic, Credential
from directory.bulk.make import make_data_files
from tests import make
from tests.looks import BOTH, LOOKS, WIDER, faults, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LISTED = "gumbo-limbo-wellness"
PAIR = "clinic=pelican-key-ketamine&clinic=gumbo-limbo-wellness"
PAGES = {
    "home": "/",
    "search": "/search/?near=33444&condition=crps&condition=fibromyalgia&sort=match",
    "priced": "/search/?near=Florida&max_course_price=3000&verified=1",
    "nothing": "/search/?near=33444&condition=crps&condition=ocd&insurance=tricare",
    "crisis": "/search/?q=suicidal",
    "clinic": "/clinics/pelican-key-ketamine/",
    "warned": "/clinics/gumbo-limbo-wellness/",
    "history": "/clinics/pelican-key-ketamine/history/",
    "compare": f"/compare/?{PAIR}&clinic=saltmarsh-mind-clinic",
    "questions": f"/questions/?{PAIR}",
}
PLAIN = {
    "guide": "/guide/",
    "condition": "/guide/crps/",
    "condition in crisis": "/guide/suicidal-thoughts/",
    "self-check": "/guide/self-check/",
    "topic": "/guide/does-it-work/",
    "crisis topic": "/guide/crisis/",
    "advertising": "/guide/what-advertising-says/",
    "verify": "/how-we-verify/",
    "rank": "/how-we-rank/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "contact": "/contact/",
    "for clinics": "/for-clinics/",
    "data": "/data/",
    "snippet": "/embed/?near=33444&condition=crps",
    "states": "/states/",
    "state": "/states/tx/",
    "state without boards": "/states/mp/",
}
REFUSED = {
    "mend": "/search/?near=33444&radius=7&condition=xyz&foo=1&lat=1",
    "candidates": "/search/?near=orange+county",
    "choose": "/compare/?clinic=pelican-key-ketamine",
    "beyond": "/search/?page=999",
    "no snippet": "/embed/?near=33444&radius=7&height=7",
}
OUTCOMES = {"npi": 30, "licence": -1, "board-certification": None}
"""Credentials of the people below: confirmed for so many days, overdue, only stated."""


@pytest.fixture(scope="module", autouse=True)
def people(site, django_db_blocker):
    """Somebody at two clinics with a check of each state, and one on the exclusion list."""
    with django_db_blocker.unblock():
        for clinic in Clinic.objects.filter(slug__in=("pelican-key-ketamine", LISTED)):
            person = make.clinician(clinic, is_on_site=True, supervises=["iv-infusion"])
            for kind, until in OUTCOMES.items():
                held = make.credential(clinic, kind, clinician=person, confirmed_until=until)
                make.check(held, "agrees", days=90)
            if clinic.slug == LISTED:
                line = make.credential(clinic, "not-excluded", clinician=person)
                Credential.objects.filter(pk=line.pk).update(current=make.check(line, "excluded"))
            make.credential(clinic, "accreditation", confirmed_until=40)
        connection.close()


def wrong(open_page, paths: dict[str, str], looks=LOOKS, **words) -> dict[str, list[tuple]]:
    """What is wrong with each of some pages, by look. One window goes to all of them."""
    found = {}
    with open_page("/robots.txt", **words) as page:
        site = page.url.removesuffix("/robots.txt")
        for name, path in paths.items():
            page.goto(site + path)
            found[name] = faults(page, looks)
    return {name: faults for name, faults in found.items() if faults}


def test_no_page_has_findings_and_all_fit(open_page):
    assert wrong(open_page, PAGES) == {}


def test_no_page_of_text_has_findings_and_all_fit(open_page):
    assert wrong(open_page, PLAIN, BOTH) == {}


def test_no_error_page_has_findings_and_all_fit(open_page):
    assert wrong(open_page, REFUSED, BOTH, refused=True) == {}


def test_a_phone_finds_its_filters_open_when_they_hold_an_error(open_page):
    viewport = {"width": 360, "height": 740}
    with open_page("/search/?condition=xyz", refused=True, viewport=viewport) as page:
        page.get_by_role("link", name="is not a known choice here").click()
        assert page.locator("#error_condition").is_visible()


@pytest.fixture(scope="module")
def long_name(site, django_db_blocker) -> str:
    """The address of a clinic whose name is one word of 200 letters."""
    with django_db_blocker.unblock():
        name = "Donaudampfschifffahrt" * 9 + "sgesellsch."
        Clinic.objects.filter(slug="homespool-austin").update(name=name)
    return f"{site}/clinics/homespool-austin/"


def test_a_name_without_end_fits_a_phone_on_every_form_about_it(chromium, long_name):
    page = chromium.new_page(viewport={"width": 320, "height": 740})
    for form in ("problem/", "wrong/?code=phone", "review/", "claim/"):
        page.goto(long_name + form)
        assert page.locator("main").inner_text().count("sgesellsch.") > 0, form
        assert page.evaluate(WIDER) == 0, form
    page.close()


def test_targets_are_large_enough_for_a_thumb(open_page):
    small = """() => [...document.querySelectorAll(`button, .button, .chip, .top-nav a, .tick,
        .compare-box, .pages a, select, input:not([type=checkbox]), summary`)]
        .filter(e => e.offsetParent !== null && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 80))"""
    with open_page(PAGES["search"], viewport={"width": 360, "height": 740}) as page:
        assert page.evaluate(small) == []
        for name in ("home", "clinic", "questions"):
            page.goto(page.url[: page.url.index("/", 8)] + PAGES[name])
            assert page.evaluate(small) == [], name


@pytest.fixture(scope="module")
def made(site, tmp_path_factory, django_db_blocker) -> Path:
    """The folder with the files of today."""
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock():
        make_data_files(folder)
        connection.close()
    return folder


@pytest.fixture
def files(made, settings) -> None:
    """The site has files."""
    settings.DATA_FOLDER = str(made)


def test_the_page_of_the_files_has_no_findings_and_fits(open_page, files):
    assert wrong(open_page, {"data": PLAIN["data"]}, BOTH) == {}


def test_the_page_of_the_files_fits_the_narrowest_phone_and_its_links_fit_a_thumb(open_page, files):
    heights = "links => links.map(one => one.getBoundingClientRect().height)"
    with open_page(PLAIN["data"], viewport={"width": 320, "height": 740}) as page:
        links = page.locator("dt a.more")
        assert (links.count(), page.evaluate(WIDER)) == (10, 0)
        assert min(links.evaluate_all(heights)) >= 44


@pytest.mark.parametrize("path", [PLAIN["data"], PLAIN["snippet"]])
def test_letters_twice_as_large_fit_a_phone(open_page, files, path):
    with open_page(path, viewport={"width": 360, "height": 740}) as page:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(WIDER) == 0


def test_earlier_checks_of_a_person_open_by_keyboard_with_no_findings(open_page):
    viewport = {"width": 360, "height": 740}
    with open_page(PAGES["clinic"], viewport=viewport) as page:
        earlier = page.locator("#people .earlier").first
        for folded in ("#people", ".held-checks", ".earlier"):
            page.locator(f"{folded} > summary").first.focus()
            page.keyboard.press("Enter")
        assert earlier.locator("li").first.is_visible()
        assert findings(page) == []


def test_your_list_opened_has_no_findings_and_fits(open_page):
    with open_page(PAGES["clinic"]) as page:
        page.get_by_role("checkbox", name="On your list").first.check()
        page.get_by_role("button", name="Your list (1)").click()
        assert page.locator("#list-panel").is_visible()
        assert faults(page, BOTH) == []


def test_everything_unfolded_on_the_question_sheet_has_no_findings_and_fits(open_page):
    with open_page(f"{PAGES['questions']}&condition=crps&insurance=medicare") as page:
        for fold in page.locator("details").all():
            fold.locator("summary").first.click()
        assert page.get_by_text("Hmong").first.is_visible()
        assert faults(page, BOTH) == []
