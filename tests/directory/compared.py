"""What a page of the comparison shows, for tests."""

from __future__ import annotations

from django.http import HttpResponse

from tests.directory.seen import Element, seen


def label(tr: Element) -> str:
    """The label of a row, without its mark."""
    th = tr.one("th")
    text = th.text
    for mark in reversed(th.texts("span.hidden")):
        text = text.removesuffix(mark).rstrip()
    return text


def _rows(page: Element) -> list[Element]:
    return [tr for table in page.all("table.compare") for tr in table.one("tbody").all("tr")]


def rows(response: HttpResponse, place: str = "") -> dict[str, list[str]]:
    """The cells of each row by its label: of all tables, or of the `asked` or `decides` block."""
    page = seen(response)
    if place:
        (page,) = [s for s in page.all("section.compare-block") if s.one("h2")["id"] == place]
    return {label(tr): tr.texts("td") for tr in _rows(page)}


def marked(response: HttpResponse, mark: str) -> list[str]:
    """The labels of the rows with a mark, `differs` or `silent`, each once."""
    found = [tr for tr in _rows(seen(response)) if tr.attrs.get("class") == mark]
    return list(dict.fromkeys(label(tr) for tr in found))


def heads(response: HttpResponse) -> list[str]:
    """The names at the head of the columns, with what stands in the way of going there."""
    return [
        " ".join([li.one("a.head-name").text, *li.texts("span.flag")])
        for li in seen(response).one("ul.compare-heads").all("li")
    ]


def tallies(response: HttpResponse, columns: str = "all") -> dict[str, str]:
    """How many rows of each group differ, by its code: of `all` columns or of a pair `of-1-2`."""
    groups = seen(response).all("details.compare-group")
    return {group["id"]: group.all("summary")[0].one(f"span.{columns}").text for group in groups}


def folded(response: HttpResponse) -> dict[str, list[str]]:
    """What no clinic states, by the code of the group."""
    found = {}
    for group in seen(response).all("details.compare-group"):
        for line in group.all(".compare-blank"):
            opened = line.texts("p")
            words = opened[0] if opened else line.text.partition(": ")[2].removesuffix(".")
            found[group["id"]] = words.split("; ")
    return found
