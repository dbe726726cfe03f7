"""What deploy/nginx.conf says fits the addresses of the site, its look and its words."""

import inspect
import json
import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from clinics.documents.check import LARGEST_DOCUMENT, MOST_DOCUMENTS
from tests.deploy.proxy import CONFIGURATION, ROOT
from tools import proxy_pages

pytestmark = pytest.mark.once("it says nothing about PostgreSQL")
TEXT = CONFIGURATION.read_text()
ERRORS = ROOT / "deploy/errors"
IN_THEIR_PLACE = {
    "slug": "some-clinic", "int": "12", "str": "some-text", "fhir_type": "Location",
    "fhir_id": "some-id", "path": "some/file.csv",
}  # fmt: skip


def addresses(
    resolver: URLResolver | None = None, before: str = "/"
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site, with something in the place of its parts, and its pattern."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + re.sub(
            r"<(\w+):\w+>", lambda part: IN_THEIR_PLACE[part[1]], str(one.pattern)
        )
        if isinstance(one, URLResolver):
            yield from addresses(one, route)
        else:
            yield route, one


def takes_files(pattern: URLPattern) -> bool:
    """Whether a view, or a function of its module that it calls by name, reads sent files."""
    view = inspect.unwrap(pattern.callback)
    return "request.FILES" in (inspect.getsource(view) if inspect.isfunction(view) else "")


def every_address() -> list[tuple[str, URLPattern]]:
    with override("en"):
        english = list(addresses())
    with override("es"):
        return english + list(addresses())


def places(asked: str) -> list[str]:
    """The patterns of the locations that such an option stands in."""
    found = re.findall(r"location (?:\S+ )?(\S+) \{\n(.*?)\n {8}\}", TEXT, re.DOTALL)
    return [pattern for pattern, inside in found if asked in inside]


def test_the_addresses_that_take_files_and_no_others_may_be_sent_large_bodies():
    (large,) = places("client_max_body_size 60m")
    taking = {address for address, pattern in every_address() if takes_files(pattern)}
    assert len(taking) == 12  # six, in two languages
    assert {address for address, _ in every_address() if re.search(large, address)} == taking
    assert MOST_DOCUMENTS * LARGEST_DOCUMENT < 60 * 1024 * 1024


def test_the_log_knows_the_first_part_of_every_address():
    (area,) = re.findall(r'"(~\^/\(\?:es/\)\?\(\?<part>.*?)" \$part;', TEXT)
    known = re.compile(area.removeprefix("~").replace("?<part>", "?P<part>"))
    unknown = {address for address, _ in every_address() if not known.search(address)}
    first = {re.split(r"[/.]", address.removeprefix("/es"))[1] for address in unknown}
    # The page of one topic, which the log need not tell from another page, and what programs ask.
    plain = {"", "accessibility", "changes", "contact", "for-clinics", "how-we-rank",
             "how-we-verify", "privacy", "robots", "sitemap", "sitemap-clinics-12",
             "sitemap-pages"}  # fmt: skip
    assert first == plain


def test_what_is_dear_and_what_is_closed_are_addresses_of_the_site():
    known = [address for address, _ in every_address()]
    for pattern in places("limit_conn questions") + places("proxy_cache kept"):
        assert any(re.search(pattern, address) for address in [*known, "/static/a.css"]), pattern
    closed = places("return 404;")
    assert closed == ["/metrics", "/readyz"]  # the second only with a question
    assert set(closed) <= set(known)


def test_the_error_pages_are_those_that_the_tool_makes():
    made = proxy_pages.files()
    assert {str(path.relative_to(ERRORS)) for path in ERRORS.glob("*/*")} == set(made)
    assert [name for name, text in made.items() if (ERRORS / name).read_text() != text] == []


def test_every_error_page_that_is_named_is_there():
    named = {int(code) for code in re.findall(r"/errors/\$words/(\d+);", TEXT)}
    assert named == set(proxy_pages.PAGES)


@pytest.mark.parametrize("kind", ["problem", "fhir"])
def test_what_programs_get_is_json_that_names_the_status(kind):
    for path in (ERRORS / kind).glob("*.json"):
        said = json.loads(path.read_text())
        if kind == "problem":
            assert said["status"] == int(path.stem)
        else:
            assert said["resourceType"] == "OperationOutcome"


def test_the_error_pages_have_the_colors_of_the_site_and_ask_nobody_else():
    def colors(path):
        return re.findall(r"(--[a-z-]+): (#\w+);", path.read_text())

    site = colors(ROOT / "directory/static/css/site.css")
    assert [pair for pair in colors(ERRORS / "look.css") if pair not in site] == []
    assert (ERRORS / "mark.svg").read_text() == (ROOT / "directory/static/favicon.svg").read_text()
    pages = "".join(path.read_text() for path in ERRORS.rglob("*.html"))
    assert set(re.findall(r'(?:href|src)="([^"]+)"', pages)) == {
        "/", "/es/", "/search/", "/es/search/", "/errors/mark.svg", "/errors/look.css", "tel:988",
    }  # fmt: skip
    assert "style=" not in pages
    assert "<script" not in pages


def test_each_rate_of_the_proxy_lets_programs_come_to_the_limits_of_the_site(settings):
    """What a program may ask in a minute of each of two processes, it is not refused before."""
    rates = dict(re.findall(r"zone=(\w+):\d+m rate=(\d+)r/s", TEXT))
    minute = settings.OPEN_DATA_A_MINUTE
    assert int(rates["searches"]) * 60 >= 2 * minute["api-search"]
    assert int(rates["pages"]) * 60 >= 2 * max(minute["api"], minute["fhir"], minute["hsds"])
