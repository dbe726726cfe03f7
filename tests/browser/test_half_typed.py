"""Changing the language in the middle of a form: nothing that was typed is lost or kept."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_live import insurer

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

REVIEW = "/clinics/pelican-key-ketamine/review/"
KEPT = "[sessionStorage.length, localStorage.getItem('half-typed')]"


def switch(page: Page, to: str) -> None:
    """Follow the link to the page in another language."""
    page.locator("header").get_by_role("link", name=to, exact=True).click()


@contextmanager
def form(open_page, path: str) -> Iterator[Page]:
    """A page with a form, whose only cookie protects the form."""
    with open_page(path) as page:
        yield page
        assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]
        page.context.clear_cookies()


def test_a_review_half_typed_goes_on_in_the_other_language_and_back(open_page):
    with form(open_page, f"/es{REVIEW}") as page:
        said = "La enfermera me cuidó bien.\nEl precio fue otro."
        page.locator("textarea").fill(said)
        page.locator("[name=overall]").nth(1).check(force=True)
        page.locator("select").first.select_option(index=3)
        page.get_by_label("Su correo electrónico").fill("ro")
        for language, name, written in (
            ("", "English", "Your e-mail address"),
            ("/es", "Español", "Su correo electrónico"),
        ):
            switch(page, name)
            page.wait_for_url(f"**{language}{REVIEW}")
            expect(page.locator("textarea")).to_have_value(said)
            expect(page.locator("[name=overall]").nth(1)).to_be_checked()
            expect(page.locator("[name=overall]").nth(0)).not_to_be_checked()
            assert page.locator("select").first.evaluate("one => one.selectedIndex") == 3
            expect(page.get_by_label(written)).to_have_value("ro")
            assert page.evaluate(KEPT) == [0, None]


def test_what_was_typed_is_told_to_no_other_page(open_page):
    with form(open_page, f"/es{REVIEW}") as page:
        page.locator("textarea").fill("Nada")
        page.route(f"**{REVIEW}", lambda route: route.fulfill(status=204))
        switch(page, "English")
        page.goto(page.url.replace("/review/", "/wrong/"))
        expect(page.locator("textarea")).to_have_value("")
        page.unroute(f"**{REVIEW}")
        page.goto(page.url.replace("/es/", "/").replace("/wrong/", "/review/"))
        expect(page.locator("textarea")).to_have_value("")
        assert page.evaluate(KEPT) == [0, None]


def test_a_password_and_the_answers_of_the_self_check_stay_behind(open_page):
    with form(open_page, "/es/accounts/login/") as page:
        page.locator("[name=login]").fill("ann@mail.example")
        page.locator("[name=password]").fill("secret words")
        switch(page, "English")
        expect(page.get_by_role("button", name="Sign In", exact=True)).to_be_visible()
        expect(page.locator("[name=login]")).to_have_value("ann@mail.example")
        expect(page.locator("[name=password]")).to_have_value("")
    with open_page("/es/guide/self-check/") as page:
        page.locator(".check summary").first.click()
        page.locator(".check [type=radio]").nth(2).check(force=True)
        switch(page, "English")
        expect(page.get_by_role("heading", name="Self-check")).to_be_visible()
        assert page.locator("[type=radio]:checked").count() == 0


def test_words_and_ticks_of_a_search_that_was_not_sent_are_there_too(open_page):
    with open_page("/es/") as page:
        page.locator("[name=near]").fill("Delray")
        page.get_by_label("Medicaid").check(force=True)
        switch(page, "English")
        expect(page.get_by_role("button", name="Search", exact=True)).to_be_visible()
        expect(page.locator("[name=near]")).to_have_value("Delray")
        assert page.locator("main :checked").evaluate_all("all => all.map(one => one.value)") == [
            "medicaid"
        ]


def test_a_search_that_followed_the_ticks_is_the_same_search_in_the_other_language(open_page):
    with open_page("/es/search/?near=33444", viewport={"width": 1280, "height": 900}) as page:
        insurer(page, "Medicare").check(force=True)
        page.wait_for_url("**insurance=medicare")
        asked = page.url
        found = page.locator(".results .result h3 a").all_inner_texts()
        switch(page, "English")
        page.wait_for_url(asked.replace("/es/", "/"))
        assert page.locator(".results .result h3 a").all_inner_texts() == found
        expect(insurer(page, "Medicare")).to_be_checked()
