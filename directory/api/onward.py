"""How a program gets from one part of a list to the next: by pages, or by cursors."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request

from directory.api.languages import with_language
from directory.api.problems import Refused
from directory.search.onward import LONGEST, START, CursorRefused, Stretch, stretch
from directory.search.question import Question
from directory.site.urls import absolute

DEEPEST = 10_000
"""Pages go as far as this many clinics; a cursor goes on."""
CURSOR = OpenApiParameter(
    "cursor",
    type={"type": "string", "minLength": 1, "maxLength": LONGEST},
    description=_(
        "Instead of `page`: `*` begins, and `next` leads on. No clinic comes twice and none is "
        "missed, whatever is added or taken away meanwhile; only one whose own place in the order "
        "changes may be. A cursor is no secret and stays good, but only for the question it is of."
    ),
    examples=[OpenApiExample("cursor", value=START)],
)
LINK = OpenApiParameter(
    "Link",
    type=str,
    location=OpenApiParameter.HEADER,
    description=_("The addresses of what comes next and before: relations `next` and `prev`."),
    response=[200],
)


def cursor_of(asked: QueryDict) -> str | None:
    """Take the cursor out of the parameters of a search; None without one. Raises Refused."""
    given = [value for value in asked.pop("cursor", []) if value.strip()]
    if len(given) > 1:
        raise _no_cursor(_now("“cursor” was given more than once."))
    if given and asked.get("page", "").strip():
        raise _no_cursor(_now("Give either a page or a cursor, not both."))
    return given[0] if given else None


def onward_from(question: Question, cursor: str | None) -> Stretch:
    """What a question finds behind a cursor, or on its page. Raises Refused."""
    try:
        return stretch(question, cursor)
    except CursorRefused as refused:
        raise _no_cursor(str(refused)) from None


def _no_cursor(words: str) -> Refused:
    return Refused("bad-value", {"cursor": [words]})


def neighbors_of(
    question: Question, found: Stretch, request: Request, *, by_cursor: bool
) -> dict[str, str | None]:
    """The addresses of what comes next and before. A cursor leads only onward, and past DEEPEST."""

    def address(page: int) -> str:
        return absolute(request, with_language(question.url(request.path, page=page)))

    page, following = question.page, None
    if found.onward is not None:
        following = address(page + 1)
        if by_cursor or _is_too_deep(page + 1, question):
            first = address(1)
            following = f"{first}{'&' if '?' in first else '?'}cursor={quote(found.onward)}"
    return {"next": following, "previous": address(page - 1) if page > 1 else None}


def linked(neighbors: dict[str, str | None]) -> dict[str, Any]:
    """The header that names the same addresses; none without any."""
    relations = {"next": neighbors["next"], "prev": neighbors["previous"]}
    links = ", ".join(f'<{url}>; rel="{name}"' for name, url in relations.items() if url)
    return {"Link": links} if links else {}


def refuse_beyond_the_last(question: Question, count: int) -> None:
    """Raise Refused for a page that so many results do not have; the first is always there."""
    last = max(1, -(-count // question.page_size))
    if question.page > last:
        words = _now("There is no page %(page)d: the last is %(last)d.")
        raise Refused("beyond-last-page", {"page": [words % {"page": question.page, "last": last}]})


def refuse_too_deep(question: Question) -> None:
    """Raise Refused for a page further down than pages go."""
    if _is_too_deep(question.page, question):
        words = _now(
            "Pages go as far as %(most)d clinics. Ask with `cursor=*` and follow `next`, or take "
            "the files of the whole list under /data/."
        )
        raise Refused("too-deep", {"page": [words % {"most": DEEPEST}]})


def _is_too_deep(page: int, question: Question) -> bool:
    return page * question.page_size > DEEPEST
