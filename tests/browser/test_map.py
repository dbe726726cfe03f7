"""The map of the results in a real browser: by keyboard, by mouse, small, and without script."""

import math
import re
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from clinics.geo import Point, miles_between
from directory.search import on_map
from directory.search.parameters import RADII
from tests.looks import BOTH, faults, faults_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE, DESK, SMALL = (360, 740), (1280, 900), (320, 256)
NEAR = "/search/?near=33444&condition=depression"
ADDRESS = "(map) => new URL(map.dataset.clinics, location.href).href"
MAP_ONLY = re.compile(r"/static/(map|vendor)/|/map(-\w+)?\.(js|css)|map/states|geojson")
PAINTED = """(colors) => {
  const canvas = document.querySelector(".map-ground"), pen = canvas.getContext("2d");
  const row = pen.getImageData(0, canvas.height / 2, canvas.width, 1).data;
  const seen = new Set();
  for (let i = 0; i < row.length; i += 4) seen.add(row.slice(i, i + 3).join());
  return colors.every((color) => seen.has(color));
}"""
"""Whether all of these colors are on the canvas along its middle."""


def size(pair):
    """The option of a context for a window of that size."""
    return {"width": pair[0], "height": pair[1]}


@pytest.fixture
def opened(open_page):
    """`opened(path, **context)`: a page whose map somebody opened, and which is ready."""

    @contextmanager
    def at(path, window=DESK, **context):
        with open_page(path, viewport=size(window), **context) as page:
            page.locator("#map > summary").click()
            ready(page)
            yield page

    return at


def ready(page):
    """Wait until the pins are there."""
    expect(page.locator("#map[data-ready] .pin").first).to_be_visible()


def violated(page):
    """What the policy refused, from now on."""
    page.evaluate("""() => {
      window.violated = [];
      document.addEventListener("securitypolicyviolation",
        (event) => window.violated.push(event.violatedDirective));
    }""")


def test_nothing_of_the_map_is_loaded_before_it_is_opened_and_then_no_policy_is_broken(open_page):
    with open_page(NEAR, viewport=size(DESK)) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        page.wait_for_load_state("networkidle")
        assert [url for url in asked if MAP_ONLY.search(url) and "map-open" not in url] == []
        violated(page)
        page.locator("#map > summary").focus()
        with page.expect_response(re.compile(r"/counties/FL\b")), \
                page.expect_response(re.compile(r"/towns/FL\b")):  # fmt: skip
            page.keyboard.press("Enter")
        ready(page)
        loaded = {re.sub(r"\.[0-9a-f]{12}\b", "", urlsplit(url).path) for url in asked}
        assert {"/static/map/land.json", "/static/map/water.json", "/static/map/counties/FL.json",
                "/static/map/towns/FL.json", "/api/v1/clinics.geojson"} <= loaded  # fmt: skip
        assert "/static/map/counties/GA.json" not in loaded
        assert page.evaluate("window.violated") == []
        page.wait_for_function(PAINTED, arg=["207,224,230", "247,244,236"])  # the sea and the land


@pytest.mark.parametrize("path", [NEAR, "/search/?near=Florida&page_size=4&page=2"])
def test_pins_have_the_numbers_and_names_of_the_list(opened, path):
    with opened(path) as page:
        listed = page.locator(".results > li").evaluate_all("""(all) => all.map((one) =>
          [one.querySelector(".result-number").innerText, one.querySelector("h3 a").innerText])""")
        pins = page.locator(".pin:not(.pin-far)").evaluate_all("""(all) => all.map((one) =>
          [one.innerText, one.getAttribute("aria-label").split(", ")[1]])""")
        assert listed == pins
        assert len(pins) > 1
        elsewhere = page.locator(".pin-far").all()
        assert all(
            pin.get_attribute("aria-label").endswith("on another page of the list")
            for pin in elsewhere
        )
        assert bool(elsewhere) == ("page=2" in path)


def test_a_pin_says_its_number_its_clinic_its_distance_and_its_direction(opened):
    with opened(NEAR) as page:
        name = page.locator(".pin").first.get_attribute("aria-label")
        assert re.fullmatch(
            r"1, [\w ]+, [\d.]+ miles (north|south|east|west)(-east|-west)?", name
        ), name


def test_by_keyboard_a_pin_opens_its_card_and_escape_leads_back(opened):
    with opened(NEAR) as page:
        first = page.locator(".pin").first
        expect(first).to_have_attribute("aria-haspopup", "dialog")
        page.locator(".map-surface").focus()
        page.keyboard.press("Tab")
        expect(first).to_be_focused()
        page.keyboard.press("Enter")
        card = page.get_by_role("dialog")
        top = page.locator(".result").first
        link = card.get_by_role("link")
        expect(link).to_be_focused()
        assert link.inner_text() == top.locator("h3").inner_text()
        assert link.get_attribute("href") == top.locator("h3 a").get_attribute("href")
        assert "miles" in card.inner_text()
        assert "$" in card.inner_text() or "price" in card.inner_text()
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        expect(first).to_be_focused()
        page.keyboard.press("Space")
        card.get_by_role("button", name="Close").click()
        expect(first).to_be_focused()
        assert page.locator("#map").get_attribute("open") is not None


def test_list_and_pins_mark_each_other_by_mouse_and_by_keyboard(opened):
    with opened(NEAR) as page:
        second, pin = page.locator(".result").nth(1), page.locator(".pin").nth(1)
        for act in (lambda: second.locator("h3").hover(), lambda: second.locator("h3 a").focus(),
                    lambda: pin.hover(), lambda: pin.focus()):  # fmt: skip
            page.mouse.move(2, 2)
            page.evaluate("document.activeElement.blur()")
            expect(page.locator(".marked")).to_have_count(0)
            act()
            expect(pin).to_have_class(re.compile(r"\bmarked\b"))
            expect(second).to_have_class(re.compile(r"\bmarked\b"))
            expect(page.locator(".marked")).to_have_count(2)


def test_clusters_open_by_keyboard_until_there_are_pins(opened, monkeypatch):
    monkeypatch.setattr(on_map, "MOST_POINTS", 12)
    with opened("/search/") as page:
        expect(page.locator(".pin-cluster").first).to_be_visible()
        labels = "all => all.map(pin => pin.getAttribute('aria-label'))"
        names = page.locator(".pin").evaluate_all(labels)
        assert all(re.match(r"\d+ clinics?: zoom in", name) for name in names), names
        assert any("among them" in name for name in names)
        for _zoom in range(12):
            if not page.locator(".pin-cluster").count():
                break
            page.locator(".pin").evaluate_all("all => all.forEach(pin => pin.dataset.old = '')")
            page.locator(".pin-cluster").first.focus()
            page.keyboard.press("Enter")
            expect(page.locator(".pin[data-old]")).to_have_count(0)  # each answer brings all anew
        expect(page.locator(".pin-cluster")).to_have_count(0)
        expect(page.locator(".pin-clinic").first).to_be_visible()
        assert page.evaluate("document.querySelector('#map').contains(document.activeElement)")


def test_search_this_area_asks_the_same_question_around_what_is_in_sight(opened):
    with opened(NEAR) as page:
        area = page.get_by_role("link", name="Search this area")
        page.get_by_role("button", name="Zoom in").click()
        asked = {k: v[0] for k, v in parse_qs(urlsplit(area.get_attribute("href")).query).items()}
        assert sorted(asked) == ["condition", "lat", "lon", "radius"]
        assert asked["condition"] == "depression"
        assert all(re.fullmatch(r"-?\d+(\.\d{1,2})?", asked[name]) for name in ("lat", "lon"))
        assert abs(float(asked["lat"]) - 26.46) < 0.3
        area.click()
        expect(page.locator("h1")).to_contain_text(f"within {asked['radius']} miles of")


def test_a_map_of_half_the_country_is_too_large_to_be_searched(opened):
    with opened("/search/") as page:
        expect(page.get_by_role("link", name="Search this area")).to_be_hidden()


def test_a_wheel_scrolls_the_page_and_zooms_with_ctrl(opened):
    with opened(NEAR) as page:
        page.locator(".map-surface").hover(position={"x": 200, "y": 300})
        before = pin_at(page)
        page.mouse.wheel(0, -200)
        expect(page.locator("#map [role=status]")).to_contain_text("Hold the Ctrl key")
        assert pin_at(page) == before
        page.keyboard.down("Control")
        page.mouse.wheel(0, -200)
        page.keyboard.up("Control")
        page.wait_for_function(
            "(before) => document.querySelector('.pin').style.transform !== before", arg=before
        )


def test_two_fingers_on_a_touch_pad_zoom_by_small_steps(opened):
    with opened(NEAR) as page:
        page.evaluate("""() => {
          const turn = (deltaY) => document.querySelector(".map-surface").dispatchEvent(
            new WheelEvent("wheel", { deltaY, ctrlKey: true, bubbles: true, cancelable: true }));
          window.turn = (by, times) => { for (let i = 0; i < times; i += 1) turn(by); };
        }""")
        before = pin_at(page)
        page.evaluate("turn(-4, 6)")
        assert pin_at(page) == before
        page.evaluate("turn(-4, 16)")
        assert pin_at(page) != before
        page.evaluate("turn(4, 24)")
        assert pin_at(page) == before


def pin_at(page):
    """Where the first pin stands on the map."""
    return page.locator(".pin").first.evaluate("(pin) => pin.style.transform")


def test_the_map_can_be_skipped(opened):
    with opened(NEAR) as page:
        page.locator("#map > summary").focus()
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip the map")
        expect(skip).to_be_focused()
        expect(skip).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#map-end")).to_be_focused()
        page.keyboard.press("Tab")
        outside = "!document.querySelector('#map').contains(document.activeElement)"
        assert page.evaluate(outside), page.evaluate("document.activeElement.outerHTML")


def test_the_map_has_no_findings_and_fits_with_a_card_open(opened):
    with opened(NEAR) as page:
        assert faults(page) == []
        page.locator(".pin").first.click()
        assert faults(page, BOTH) == []


@pytest.mark.parametrize("window", [SMALL, (320, 740)])
def test_at_320_pixels_and_at_400_percent_a_pin_can_be_opened_and_read(opened, window):
    with opened(NEAR, window) as page:
        page.locator(".pin").nth(1).focus()
        page.keyboard.press("Enter")
        card, frame = page.get_by_role("dialog"), page.locator(".map-frame")
        expect(card.get_by_role("link")).to_be_focused()
        inner, outer = card.bounding_box(), frame.bounding_box()
        assert inner["x"] >= outer["x"]
        assert inner["y"] >= outer["y"]
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]
        assert faults_now(page) == []


def test_a_phone_has_the_map_below_the_list_and_a_way_to_it(open_page):
    with open_page(NEAR, viewport=size(PHONE)) as page:
        page.locator(".map-jump").click()
        ready(page)
        expect(page.locator("#map > summary")).to_be_focused()
        below = page.locator("#map").bounding_box()["y"]
        assert below > page.locator(".results").bounding_box()["y"]


def test_a_wide_screen_has_the_map_beside_the_list(opened):
    with opened(NEAR, (1100, 800)) as page:
        results, frame = (
            page.locator(".results").bounding_box(),
            page.locator("#map").bounding_box(),
        )
        assert frame["x"] >= results["x"] + results["width"]
        assert frame["x"] + frame["width"] <= 1100


def test_without_script_there_is_no_map_and_the_list_is_all(open_page):
    with open_page(NEAR, viewport=size(DESK), java_script_enabled=False) as page:
        expect(page.locator("#map")).to_be_hidden()
        expect(page.locator(".map-jump")).to_be_hidden()
        assert page.locator(".results > li").count() > 1


def test_an_answer_that_fails_is_said_and_who_opens_the_map_again_asks_again(open_page):
    with open_page(NEAR, viewport=size(DESK), refused=True) as page:
        page.route("**/clinics.geojson*", lambda route: route.fulfill(status=400, body="{}"))
        summary, says = page.locator("#map > summary"), page.locator("#map [role=status]")
        summary.click()
        expect(says).to_have_text("The map could not be loaded. The list has everything.")
        expect(page.locator(".map-frame")).to_be_visible()
        expect(page.locator(".pin")).to_have_count(0)
        page.unroute("**/clinics.geojson*")
        summary.click()
        summary.click()
        ready(page)
        expect(says).to_contain_text("on the map")


def test_a_new_list_without_a_new_page_gives_the_open_map_new_pins(opened):
    with opened(NEAR) as page:
        before = page.locator(".pin").count()
        page.evaluate("""() => {
          const box = document.getElementById("map");
          const other = new URL(box.dataset.clinics, location.href);
          other.searchParams.set("radius", "5");
          box.dataset.miles = "5";
          box.dataset.clinics = other.href;
        }""")
        expect(page.locator(".pin")).not_to_have_count(before)
        assert 0 < page.locator(".pin").count() < before


def test_a_map_that_is_opened_after_the_list_has_changed_shows_the_new_list(open_page):
    with open_page(NEAR, viewport=size(DESK)) as page:
        page.locator("#id_insurance").get_by_label("Medicare").first.check()
        expect(page).to_have_url(re.compile("insurance=medicare"))
        with page.expect_request(re.compile(r"geojson.*insurance=medicare")):
            page.locator("#map > summary").click()
        ready(page)
        listed = page.locator(".result-number").all_inner_texts()
        assert page.locator(".pin:not(.pin-far)").all_inner_texts() == listed


def test_who_wants_less_motion_sees_the_map_jump(opened):
    with opened(NEAR, reduced_motion="reduce") as page:
        page.locator(".map-surface").focus()
        before = map_at(page)
        page.keyboard.press("ArrowRight")
        assert map_at(page) != before
        settled = map_at(page)
        page.wait_for_timeout(300)
        assert map_at(page) == settled


def map_at(page):
    """Where the map's own pane stands."""
    return page.locator(".leaflet-map-pane").evaluate("(pane) => pane.style.transform")


def test_the_circle_of_a_search_this_area_is_the_smallest_that_holds_the_view(opened):
    with opened(NEAR) as page:
        for _click in range(3):
            page.get_by_role("button", name="Zoom out").click()
            area = page.get_by_role("link", name="Search this area").get_attribute("href")
            asked = {name: value[0] for name, value in parse_qs(urlsplit(area).query).items()}
            centre = Point(latitude=float(asked["lat"]), longitude=float(asked["lon"]))
            far = max(miles_between(centre, corner) for corner in corners(page))
            smaller = [radius for radius in (0, *RADII) if radius < int(asked["radius"])]
            assert smaller[-1] < far + 0.5
            assert far - 0.5 < int(asked["radius"])


def corners(page):
    """The corners of the map, worked out from where the pins of known clinics stand."""
    answer = page.request.get(page.locator("#map").evaluate(ADDRESS))
    features = {
        f["properties"]["number"]: f["geometry"]["coordinates"] for f in answer.json()["features"]
    }
    spots = {
        int(pin.inner_text()): pin.bounding_box()
        for pin in page.locator(".pin:not(.pin-far)").all()
    }
    south, north = sorted(spots, key=lambda number: features[number][1])[:: len(spots) - 1]
    tips = {number: spot["y"] + spot["height"] for number, spot in spots.items()}
    rise = {number: mercator(features[number][1]) for number in (south, north)}
    degrees = (rise[north] - rise[south]) / (tips[south] - tips[north])  # of one pixel
    frame, one = page.locator(".map-surface").bounding_box(), spots[south]
    west = features[south][0] + (frame["x"] - one["x"] - one["width"] / 2) * degrees
    top = rise[south] + (tips[south] - frame["y"]) * degrees
    edges = (top, top - frame["height"] * degrees)
    return [
        Point(latitude=unrolled(edge), longitude=longitude)
        for edge in edges for longitude in (west, west + frame["width"] * degrees)
    ]  # fmt: skip


def mercator(latitude):
    """How far north of the equator a latitude is drawn, in degrees of longitude."""
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))


def unrolled(north):
    """The latitude that is drawn so far north."""
    return math.degrees(math.atan(math.sinh(math.radians(north))))
