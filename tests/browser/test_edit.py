"""A clinic says what an insurer's yes pays for: by keyboard, without scripts, on a phone."""

from contextlib import contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import expect

from clinics.models import EditDraft
from tests import make
from tests.looks import BOTH, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def form(chromium, live_server):
    """`form(…)`: the edit form of a clinic that takes Medicare for visits, open at insurance."""
    clinic = make.clinic(
        name="Heron Bay",
        facts=[make.fact("insurance.medicare", covers=["visits"])],
        yes="insurance.aetna",
        no="insurance.cigna",
    )
    session = make.signed_in(make.ann(clinic)).cookies[settings.SESSION_COOKIE_NAME].value

    @contextmanager
    def opened(**options):
        context = chromium.new_context(viewport=PHONE, **options)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(f"{live_server.url}/my/clinics/{clinic.slug}/edit/")
        page.locator("#section-insurance > summary").click()
        yield page
        context.close()

    return opened


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_what_an_insurer_pays_for_is_ticked_by_keyboard_once_there_is_a_yes(form, scripts):
    with form(java_script_enabled=scripts) as page:
        row = page.locator("#row-insurance-aetna")
        paid, box = row.locator(".pays > summary"), row.get_by_label("Visits")
        assert (paid.inner_text(), box.is_visible()) == ("What it pays for is not stated", False)
        row.locator("input[value=yes]").first.focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert box.is_checked()
        page.get_by_role("button", name="Review what changes").click()
        expect(page.get_by_role("main")).to_contain_text("Yes; pays for visits only")


def test_a_row_without_a_yes_is_as_short_as_before(form):
    with form() as page:
        heights = {
            name: page.locator(f"#row-insurance-{name}").bounding_box()["height"]
            for name in ("medicare", "aetna", "cigna", "humana")
        }
        for name, shown in (("medicare", 1), ("aetna", 1), ("cigna", 0), ("humana", 0)):
            paid = page.locator(f"#row-insurance-{name} .pays")
            assert paid.is_visible() is bool(shown), name
        assert heights["aetna"] - heights["cigna"] == heights["medicare"] - heights["cigna"] <= 60


def test_what_was_ticked_stays_in_sight_when_the_yes_is_taken_back(form):
    with form() as page:
        row = page.locator("#row-insurance-medicare")
        row.locator("input[value=no]").first.check(force=True)
        assert row.locator(".pays > summary").inner_text() == "Pays for visits only"
        page.get_by_role("button", name="Review what changes").click()
        problem = page.get_by_role("alert").get_by_role("link", name="Medicare")
        problem.click()
        assert row.get_by_label("Visits").is_visible()
        assert row.get_by_label("Visits").is_checked()
        assert "Only a yes says what an insurer pays for" in row.inner_text()
        assert EditDraft.objects.get().data["typed"]["insurance.medicare:covers-visits"] == "1"


def test_the_open_boxes_fit_a_phone_and_axe_finds_nothing(form):
    with form() as page:
        for name in ("medicare", "aetna"):
            page.locator(f"#row-insurance-{name} .pays > summary").click()
        assert faults(page, BOTH) == []
        small = """() => [...document.querySelectorAll('.pays summary, .pays .tick, .pays .pill')]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).length"""
        assert page.evaluate(small) == 0
