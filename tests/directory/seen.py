"""A page as its reader meets it: elements by tag and class, their words, their links."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr", "path", "wbr"}


class Element:
    """One element of a page."""

    def __init__(self, tag: str, attrs: dict[str, str]) -> None:
        self.tag, self.attrs = tag, attrs
        self.inside: list[Element | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attrs[name]

    def walk(self) -> Iterator[Element]:
        """The element and everything in it, in order."""
        yield self
        for child in self.inside:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, selector: str) -> list[Element]:
        """The elements inside that match `tag.class`, `.class`, `tag` or `#id`."""
        tag, _dot, kind = selector.partition(".")
        if selector.startswith("#"):
            return [e for e in self.walk() if e.attrs.get("id") == selector[1:]]
        return [
            e
            for e in self.walk()
            if e is not self
            and tag in ("", e.tag)
            and (not kind or kind in e.attrs.get("class", "").split())
        ]

    def one(self, selector: str) -> Element:
        """The only element that matches."""
        (element,) = self.all(selector)
        return element

    def texts(self, selector: str) -> list[str]:
        """The words of the elements that match."""
        return [element.text for element in self.all(selector)]

    @property
    def text(self) -> str:
        """The words, blanks made one."""
        if self.tag in ("script", "style"):
            return ""
        parts = (c.text if isinstance(c, Element) else c for c in self.inside)
        return " ".join(" ".join(parts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def seen(response) -> Element:
    """The page of a response. Fails when elements do not close in order."""
    reader = _Reader()
    reader.feed(response.content.decode())
    assert len(reader.open) == 1
    return reader.open[0]
