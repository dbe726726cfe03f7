"""The search in a frame of another site: where its links lead, and the snippet that frames it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.pages.form import Option
from directory.search.question import Question
from directory.site.urls import absolute, path_of

HEIGHTS = (480, 600, 720, 900, 1200)
USUAL_HEIGHT = 720
"""How high a frame may be, in CSS pixels. Any other height can be typed into the snippet."""

SNIPPET = """\
<iframe src="{}" title="{}"
  loading="lazy" referrerpolicy="no-referrer"
  sandbox="allow-forms allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
  width="100%" height="{}"></iframe>"""
"""Without `allow-same-origin` the page in the frame could fetch nothing, not even its map."""

LINK = re.compile(r'<a\b([^>]*?) href="([^"]*)"([^>]*)>')
HEADING = re.compile(r"<(/?)h([12])\b")


def within_frame(html: str) -> SafeString:
    """Rendered parts of the search page, as they stand in a frame.

    The search leads to itself within the frame. Any other page opens in a new tab, which learns
    nothing of the frame. Headings stand one level lower: the first is an h2. Our templates escape
    `>` and `"` in every attribute, so that a pattern finds them all.
    """
    search, here = path_of("search"), path_of("embed_search")
    html = re.sub(f'="{re.escape(search)}(?=[?"])', f'="{here}', html)
    html = LINK.sub(lambda link: _link(link, here), html)
    return SafeString(HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) + 1}", html))


def _link(link: re.Match[str], here: str) -> str:
    before, address, after = link.groups()
    stays = address.partition("?")[0] == here or address.startswith(("#", "tel:", "mailto:"))
    if stays or "target=" in before + after:
        return link[0]
    return f'<a{before} href="{address}" target="_blank" rel="noopener"{after}>'


@dataclass(frozen=True)
class Snippet:
    """The HTML that frames a search. `address` is absolute, `height` is in CSS pixels."""

    address: str
    height: int

    @property
    def code(self) -> str:
        """The same as text, to be shown and copied."""
        return str.__str__(self.html)

    @property
    def html(self) -> SafeString:
        """What somebody copies into a page of theirs. No script is in it."""
        return format_html(SNIPPET, self.address, _("Find a ketamine clinic"), self.height)


def snippet_of(request: HttpRequest, question: Question, height: int) -> Snippet:
    """The snippet that frames a search."""
    path = question.url(path_of("embed_search"), page=question.page)
    return Snippet(absolute(request, path), height)


def height_of(params: QueryDict) -> tuple[int, list[str]]:
    """The height that was asked for, and what is wrong with it: [] for nothing."""
    asked = [value for value in params.getlist("height") if value.strip()]
    if len(asked) > 1:
        return USUAL_HEIGHT, [_("“%(name)s” was given more than once.") % {"name": "height"}]
    known = {str(height): height for height in HEIGHTS}
    if asked and asked[0] not in known:
        heights = ", ".join(known)
        return USUAL_HEIGHT, [_("Choose one of these heights: %(heights)s.") % {"heights": heights}]
    return (known[asked[0]] if asked else USUAL_HEIGHT), []


def heights(chosen: int) -> list[Option]:
    """The heights of the form."""
    return [
        Option(str(height), _("%(n)d pixels") % {"n": height}, height == chosen)
        for height in HEIGHTS
    ]
