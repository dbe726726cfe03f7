"""What has the focus is seen: no bar at an edge of the window lies over it (WCAG 2.4.11)."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAIR = "clinic=pelican-key-ketamine&clinic=gumbo-limbo-wellness"
PAGES = {
    "home": "/",
    "search": "/search/?near=33444&condition=crps",
    "clinic": "/clinics/pelican-key-ketamine/",
    "compare": f"/compare/?{PAIR}",
    "questions": f"/questions/?{PAIR}",
}
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}
LISTED = """localStorage.setItem("shortlist", JSON.stringify([
  {slug: "pelican-key-ketamine", name: "Pelican Key Ketamine"},
  {slug: "gumbo-limbo-wellness", name: "Gumbo Limbo Wellness"}]))"""
FILTERS = "() => { for (const it of document.querySelectorAll('.filters')) it.open = true; }"
MOST, STEPS = 400, 20
"""Presses of Tab: no page is allowed more places for the focus. So many at a time."""

WATCH = """() => {
  // An element is seen at a point where a click would reach it, what is in it, or its label.
  const sees = (element, x, y) => {
    const top = document.elementFromPoint(x, y);
    return top && (element.contains(top)
      || [...(element.labels ?? [])].some((label) => label.contains(top)));
  };
  const isSeen = (element) => [...element.getClientRects()].some((box) => {
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const steps = [.1, .3, .5, .7, .9];
    return right > left && bottom > top && steps.some((across) => steps.some((down) =>
      sees(element, left + (right - left) * across, top + (bottom - top) * down)));
  });
  window.walk = [];
  addEventListener("keyup", () => {
    const element = document.activeElement;
    walk.push(element === document.body ? null : [isSeen(element), element.outerHTML.slice(0, 99)]);
  });
}"""


@pytest.fixture
def hidden(open_page, site):
    """`hidden(path, size)`: what is covered when it has the focus, by Tab alone.

    The filters are open, and two clinics are on the list.
    """
    with open_page("/") as page:
        page.evaluate(LISTED)
        page.emulate_media(reduced_motion="reduce")

        def hidden(path: str, size: str, *, before: str = "null") -> list[str]:
            page.set_viewport_size(SIZES[size])
            page.goto(site + path)
            for step in (FILTERS, before, WATCH):
                page.evaluate(step)
            return [html for is_seen, html in walked(page) if not is_seen]

        yield hidden


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_nothing_lies_over_what_has_the_focus(hidden, path):
    assert [(size, html) for size in SIZES for html in hidden(path, size)] == []


def test_a_page_that_keeps_no_room_for_the_bar_is_noticed(hidden):
    no_room = "document.documentElement.style.scrollPadding = '0px'"
    assert hidden(PAGES["clinic"], "desk", before=no_room) != []


def walked(page) -> list[tuple[bool, str]]:
    """Each place for the focus, and whether it is seen there; the walk ends where it began."""
    for _step in range(0, MOST, STEPS):
        for _press in range(STEPS):
            page.keyboard.press("Tab")
        walk = page.evaluate("walk")
        if None in walk:
            places = walk[: walk.index(None)]
            assert len(places) > 10
            return places
    raise AssertionError(f"more than {MOST} places for the focus")
