"""The guide's Markdown as HTML: headings with anchors, tables, footnotes that name facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from clinics.guide_facts import KnownFact, known_fact, known_facts
from clinics.languages import in_language, spoken_now


@dataclass(frozen=True, kw_only=True)
class Note:
    """A footnote of a page: its number from 1, the fact, how often the page points to it."""

    number: int
    fact: KnownFact
    times: int

    @property
    def marks(self) -> list[str]:
        """The anchors in the text from which readers come, to go back to."""
        return [_mark(self.number, n) for n in range(self.times)]


@dataclass(frozen=True, kw_only=True)
class Read:
    """A text of the guide after reading: its front matter, tokens and footnotes."""

    said_first: str
    tokens: Sequence[Token]
    notes: tuple[Note, ...]

    @property
    def headings(self) -> list[tuple[str, str]]:
        """The anchor and the words of each heading."""
        pairs = pairwise(self.tokens)
        return [(str(a.attrs["id"]), b.content) for a, b in pairs if a.type == "heading_open"]

    @property
    def html(self) -> SafeString:
        """The text as HTML. Markdown cannot hold HTML of its own, so nothing else gets in."""
        return mark_safe(_markdown().renderer.render(self.tokens, _markdown().options, {}))


def read(text: str, *, cited_in: str, anchors: Sequence[str] = ()) -> Read:
    """Read a text. Raises `UnknownFact` for a footnote that names no fact.

    `anchors` are those of its headings; without any, they are made of the words.
    """
    env: dict[str, Any] = {}
    tokens = _markdown().parse(text, env)
    _anchor(tokens, anchors)
    first = tokens[0].content if tokens and tokens[0].type == "front_matter" else ""
    notes = (
        Note(number=n + 1, fact=known_fact(one["label"], cited_in=cited_in), times=one["count"])
        for n, one in sorted(env.get("footnotes", {}).get("list", {}).items())
    )
    return Read(said_first=first, tokens=tokens, notes=tuple(notes))


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.use(front_matter_plugin)
    # The notes are facts of facts.csv, no paragraphs of the text: `Read.notes` holds them.
    markdown.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    markdown.use(attrs_plugin, after=("span_close",), spans=True, allowed=["id"])
    markdown.add_render_rule("footnote_ref", _footnote_ref)
    markdown.add_render_rule("link_open", _link_open)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("th_open", _th_open)
    return markdown


def _anchor(tokens: Sequence[Token], anchors: Sequence[str]) -> None:
    headings = [pair for pair in pairwise(tokens) if pair[0].type == "heading_open"]
    made = anchors or [slugify(words.content) for _heading, words in headings]
    for (heading, _words), anchor in zip(headings, made, strict=True):
        heading.attrs["id"] = anchor


def _mark(number: int, time: int) -> str:
    return f"mark-{number}" if time == 0 else f"mark-{number}-{time + 1}"


def _footnote_ref(
    _renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: Any, _env: Any
) -> str:
    """The number of a note as a link; beside it "to be checked", where that is so."""
    meta = tokens[at].meta
    number, fact = meta["id"] + 1, known_facts()[meta["label"]]
    link = format_html(
        '<sup class="note-mark"><a id="{}" href="#note-{}" aria-label="{}">{}</a></sup>',
        _mark(number, meta["subId"]),
        number,
        _("Source %(number)s") % {"number": number},
        number,
    )
    return link + to_check() if fact.is_to_check else link


def to_check() -> SafeString:
    """The words that stand beside a statement that a person must still check."""
    return format_html(' <span class="flag stale">{}</span>', _("to be checked"))


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any
) -> str:
    """A link; one that leads to another site says so, one of our own stays in the language."""
    path = str(tokens[at].attrs["href"])
    if path.startswith("http"):
        tokens[at].attrs["rel"] = "noopener external"
    elif path.startswith("/"):
        # A page of the guide is kept for all its readers, so its own token must not change.
        own = tokens[at].copy(attrs={**tokens[at].attrs, "href": in_language(path, spoken_now())})
        return renderer.renderToken([own], 0, options, env)
    return renderer.renderToken(tokens, at, options, env)


def _table_open(*_of_a_rule: Any) -> str:
    return '<table class="plain-table">\n'


def _th_open(*_of_a_rule: Any) -> str:
    return '<th scope="col">'
