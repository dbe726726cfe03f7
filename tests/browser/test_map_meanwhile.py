"""The open map while the list changes under it: its pins are those of the list, or none."""

import re

import pytest
from playwright.sync_api import Page, expect

from directory.search import on_map

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

DESK = {"width": 1280, "height": 900}
NEAR = "/search/?near=33444"
FEW = f"{NEAR}&condition=depression"


def tick(page: Page, name: str = "Medicare"):
    """The box of an insurer."""
    return page.locator("#id_insurance").get_by_label(name)


def pins(page: Page) -> list[str]:
    """What stands on the pins of this page of the list."""
    return page.locator(".pin:not(.pin-far)").all_inner_texts()


def numbers(page: Page) -> list[str]:
    """The numbers of the list."""
    return page.locator(".result-number").all_inner_texts()


@pytest.mark.parametrize(
    "late", [r"clinics\.geojson\?near=33444$", r"/map\.(\w+\.)?js"], ids=["clinics", "script"]
)
def test_a_map_opened_in_the_moment_of_a_tick_shows_the_new_list(open_page, late):
    with open_page(NEAR, viewport=DESK) as page:
        before = numbers(page)
        held: list = []
        page.route(re.compile(late), lambda route: held.append(route))
        page.locator("#map > summary").click()
        page.wait_for_function("() => document.getElementById('map').told")
        tick(page).check()
        expect(page.get_by_role("link", name="Remove: Medicare")).to_be_visible()
        page.wait_for_timeout(300)
        for route in held:
            route.continue_()
        page.unroute_all()
        expect(page.locator("#map [role=status]")).to_have_text(
            f"{len(numbers(page))} clinics are on the map."
        )
        page.wait_for_load_state("networkidle")
        assert pins(page) == numbers(page)
        assert len(pins(page)) < len(before)


def test_a_map_that_could_not_load_the_new_list_shows_no_pins_of_the_old_one(open_page):
    with open_page(FEW, viewport=DESK, refused=True) as page:
        page.locator("#map > summary").click()
        expect(page.locator(".pin")).to_have_count(len(numbers(page)))
        page.locator(".pin").first.click()
        page.route("**/clinics.geojson*", lambda route: route.fulfill(status=400, body="{}"))
        tick(page).check()
        says = page.locator("#map [role=status]")
        expect(says).to_have_text("The map could not be loaded. The list has everything.")
        expect(page.locator(".pin")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.unroute_all()
        page.locator("#map > summary").click()
        page.locator("#map > summary").click()
        expect(page.locator(".pin")).to_have_count(len(numbers(page)))


def test_the_card_of_a_clinic_that_the_new_list_does_not_have_closes(open_page):
    with open_page(NEAR, viewport=DESK) as page:
        page.locator("#map > summary").click()
        expect(page.locator(".pin")).to_have_count(len(numbers(page)))
        card = page.get_by_role("dialog")
        page.get_by_role("button", name="Gumbo Limbo Wellness Lounge").press("Enter")
        expect(card).to_be_visible()
        tick(page).check()
        expect(page.get_by_role("link", name="Remove: Medicare")).to_be_visible()
        expect(page.locator(".pin")).to_have_count(len(numbers(page)))
        expect(card).to_be_hidden()
        # Of one that stays, it stays.
        kept = page.locator(".result h3 a").first.inner_text()
        page.get_by_role("button", name=kept).press("Enter")
        page.locator("#id_condition").get_by_label("CRPS").check()
        expect(page.get_by_role("link", name=re.compile("Remove: .*CRPS"))).to_be_visible()
        expect(page.locator(".pin")).to_have_count(len(numbers(page)))
        expect(card).to_contain_text(kept)


def test_a_map_that_moved_just_before_the_list_changed_shows_all_of_the_new_list(
    open_page, monkeypatch
):
    monkeypatch.setattr(on_map, "MOST_POINTS", 12)
    with open_page("/search/", viewport=DESK) as page:
        page.locator("#map > summary").click()
        expect(page.locator(".pin-cluster").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.evaluate("""() => {
          document.querySelector("[data-zoom='1']").click();
          document.getElementById("map").dataset.clinics += "?near=33444";
        }""")
        expect(page.locator("#map [role=status]")).to_have_text(
            re.compile(r"^\d clinics are on the map\.$")
        )
        page.wait_for_timeout(500)
        assert [url for url in asked if "geojson" in url and "bbox" in url] == []
