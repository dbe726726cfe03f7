"""The site in Spanish, and in a made-up language with long words, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from clinics.models import Clinic
from tests.browser.test_trip import tab_to
from tests.looks import PHONE_LIGHT, WIDER, faults
from tests.spanish import pseudo
from tests.spanish.visible import ENGLISH, NO_PROSE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
PAIR = "clinic=pelican-key-ketamine&clinic=gumbo-limbo-wellness"
PAGES = {
    "home": "/",
    "search": "/search/?near=33444&condition=crps&condition=fibromyalgia&sort=match",
    "nothing": "/search/?near=33444&condition=crps&condition=ocd&insurance=tricare",
    "crisis": "/search/?q=suicidal",
    "clinic": "/clinics/pelican-key-ketamine/",
    "warned": "/clinics/gumbo-limbo-wellness/",
    "compare": f"/compare/?{PAIR}&clinic=saltmarsh-mind-clinic",
    "questions": f"/questions/?{PAIR}",
    "self-check": "/guide/self-check/",
    "state": "/states/tx/",
    "reviews": "/clinics/pelican-key-ketamine/reviews/",
    "verify": "/how-we-verify/",
}
LONG = {
    **PAGES,
    "history": "/clinics/pelican-key-ketamine/history/",
    "for clinics": "/for-clinics/",
    "snippet": "/embed/?near=33444&condition=crps",
    "review": "/clinics/pelican-key-ketamine/review/",
}


BRACKETED = re.compile("⟦.*⟧", re.DOTALL)
TEXTS = """() => {
  const LEFT_OUT = 'script, style, code, pre, textarea, [lang="en"], bdi';
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (parent.closest(LEFT_OUT)) continue;
    const block = parent.closest('p, li, dt, dd, h1, h2, h3, h4, td, th, label, legend, summary');
    const whole = (block || parent).cloneNode(true);
    whole.querySelectorAll(LEFT_OUT).forEach(e => e.remove());
    found.push(whole.textContent);
  }
  return [...new Set(found)];
}"""
"""What is said, each with the block that it stands in: a message may hold elements."""


def test_no_page_in_spanish_has_findings_and_all_fit(open_page):
    found = {}
    with open_page("/robots.txt") as page:
        for name, path in PAGES.items():
            page.goto(page.url[: page.url.index("/", 8)] + f"/es{path}")
            found[name] = faults(page, [PHONE_LIGHT])
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.fixture(scope="module")
def long_words(tmp_path_factory):
    """Messages that are a good third longer than the English ones."""
    return pseudo.compiled(tmp_path_factory.mktemp("locale"))


@pytest.fixture
def made_up(long_words):
    """The site speaks a language of such words, too."""
    with pseudo.spoken(long_words):
        yield


def test_words_a_third_longer_fit_a_phone_and_all_words_are_translated(made_up, chromium, site):
    own = [words for row in Clinic.objects.values_list("name", "description") for words in row]
    names = re.compile("|".join(re.escape(words) for words in own if words))
    page = chromium.new_page(viewport=PHONE)
    for path in LONG.values():
        page.goto(f"{site}/{pseudo.CODE}{path}")
        assert page.evaluate("document.documentElement.lang") == pseudo.CODE
        assert page.evaluate(WIDER) == 0, path
        texts = [BRACKETED.sub(" ", names.sub(" ", text)) for text in page.evaluate(TEXTS)]
        assert [" ".join(t.split()) for t in texts if ENGLISH.search(NO_PROSE.sub(" ", t))] == []
    page.close()


def test_the_trip_by_keyboard_alone_from_search_to_questions_in_spanish(open_page):
    with open_page("/es/", viewport=DESK) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Saltar al contenido")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("33444")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(re.compile("33444"))
        for number in range(2):
            tab_to(page, page.get_by_role("checkbox", name="Comparar").nth(number))
            page.keyboard.press("Space")
        tab_to(page, page.get_by_role("link", name="Comparar 2 clínicas"))
        page.keyboard.press("Enter")
        expect(page.locator(".compare-heads li")).to_have_count(2)
        assert "/es/compare/" in page.url
        tab_to(page, page.locator("main").get_by_role("link", name="Preguntas para hacer").first)
        page.keyboard.press("Enter")
        expect(page.locator(".asks").first).to_be_visible()
        assert "/es/questions/" in page.url
        assert page.evaluate("document.documentElement.lang") == "es"


def test_the_mark_of_a_group_stands_beside_its_heading_however_long_that_is(open_page):
    with open_page(f"/es/compare/?{PAIR}", viewport=PHONE) as page:
        below = page.locator(".compare-group > summary").evaluate_all(
            """all => all.map(one => [
              one.querySelector("h2").getBoundingClientRect().top - one.getBoundingClientRect().top,
              one.innerText.split("\\n")[0]]).filter(([gap]) => gap > 16)"""
        )
        assert below == []
        assert page.locator(".compare-group > summary").count() > 10
