"""The looks a page may have, and what axe-core finds in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SIZES = {"phone": (360, 740), "desk": (1280, 900)}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = (
    """(() => {
  class Beside {
    key = Symbol();
    get(it) { return it[this.key]; }
    set(it, value) { it[this.key] = value; return this; }
    add(it) { return this.set(it, true); }
    has(it) { return Object.hasOwn(it, this.key); }
    delete(it) { return delete it[this.key]; }
  }
  const WeakMap = Beside, WeakSet = Beside;
"""
    + Axe().axe_script
    + """})();(() => {
  const Color = axe.commons.color.Color, parse = Color.prototype.parseString, known = new Map();
  Color.prototype.parseString = function (text) {
    if (!known.has(text)) known.set(text, parse.call(new Color(), text));
    const {r, g, b, alpha} = known.get(text);
    return Object.assign(this, {r, g, b, alpha});
  };
})()"""
)
"""axe-core. It reads a page's few colors thousands of times, so each is read once and kept. And it
keeps each part of a color in a weak map of its own, at which the browser's collector of garbage
toils; here what such a map would hold of an object is kept on the object itself."""


class Look(NamedTuple):
    """The size of the window, and whether it is light or dark."""

    size: str
    scheme: str


PHONE_LIGHT, PHONE_DARK = Look("phone", "light"), Look("phone", "dark")
DESK_LIGHT, DESK_DARK = Look("desk", "light"), Look("desk", "dark")
LOOKS = (PHONE_LIGHT, PHONE_DARK, DESK_LIGHT, DESK_DARK)
BOTH = (PHONE_LIGHT, DESK_DARK)
"""Each size and each scheme once: all that the dark scheme does is to give the colors other values.

What only one size shows is seen in one scheme then, so patients' main pages have all four looks.
"""


def faults(page: Page, looks: Iterable[Look] = LOOKS) -> list[tuple]:
    """What axe-core finds in each look, and by how many pixels the page is too wide in it.

    The page is loaded once, since no script of ours asks for the size or the scheme.
    """
    return [(look, fault) for look in in_turn(page, looks) for fault in faults_now(page)]


def in_turn(page: Page, looks: Iterable[Look]) -> Iterator[Look]:
    """Give the page one look after the other, at once: without the fading of colors."""
    for look in looks:
        width, height = SIZES[look.size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=look.scheme, reduced_motion="reduce")
        yield look


def findings(page: Page) -> list[str]:
    """What axe-core finds, as rule and place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


def faults_now(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands, and by how many pixels it is too wide."""
    wider = page.evaluate(WIDER)
    return findings(page) + ([f"{wider} pixels too wide"] if wider else [])
