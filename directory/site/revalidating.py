"""Who has a page already is told so in a line: ETags, and how long an answer may be kept."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags, parse_http_date_safe

from directory.site.private import is_private

ASK_EACH_TIME = "public, no-cache"
"""A decision is on the page in the very next request, whoever kept the page before."""
A_MINUTE = "public, max-age=60"
NOBODY = "no-store"


def unchanging(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a public view whose answer comes with the release: no decision and no day changes it."""
    vars(view)["is_unchanging"] = True
    return view


def revalidated(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Give the pages that are the same for everybody an ETag; 304 to whoever has it. No query.

    They are made all the same: what a page shows hangs on facts, checks, reviews, the day and the
    hour, so only its own text tells whether it changed. It saves the line, not the processor.
    The tag is that of the text before it is compressed; compressed, it becomes a weak one.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not _is_public_page(request) or is_private(request, response):
            return response
        if "Cache-Control" not in response:
            response["Cache-Control"] = _kept(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        return response if "no-store" in response["Cache-Control"] else known(request, response)

    return answer


def known(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer with its ETag; 304 to whoever has it, 412 to whoever wants only another one.

    An answer that streams has no ETag but its own.
    """
    if request.method not in ("GET", "HEAD") or answer.status_code != 200:
        return answer
    if not answer.streaming and "ETag" not in answer:
        of = sha256(answer.headers.get("Content-Type", "").encode() + b"\n")
        of.update(answer.content)
        answer["ETag"] = f'"{of.hexdigest()[:32]}"'
    etag = answer.get("ETag")
    changed = answer.get("Last-Modified")
    moment = parse_http_date_safe(changed) if changed else None
    found = cast(HttpResponse, get_conditional_response(request, etag, moment, answer))
    # Without a date of change, nobody can say that it was not changed since.
    if found.status_code == 412 and not (changed or "If-Match" in request.headers):
        return answer
    if found.status_code == 304:
        # A browser takes over the headers of a 304, and later middleware makes them of these marks.
        marks = {} if answer.streaming else vars(answer)
        new = marks.keys() - vars(found).keys() - {"status_code"}
        vars(found).update({name: marks[name] for name in new})
        # The very ETag that was sent: it names what they have, compressed or not.
        sent = parse_etags(request.headers.get("If-None-Match", ""))
        named = [tag for tag in sent if etag and tag.removeprefix("W/") == etag.removeprefix("W/")]
        if named:
            found["ETag"] = named[0]
    return found


def _is_public_page(request: HttpRequest) -> bool:
    """Whether a view answers that only reads; open data say themselves who may keep them."""
    view = request.resolver_match and request.resolver_match.func
    return getattr(view, "only_reads", False) and not getattr(view, "is_open_data", False)


def _kept(request: HttpRequest, response: HttpResponse) -> str:
    if response.status_code >= 500:
        return NOBODY
    view = request.resolver_match and request.resolver_match.func
    is_printed = getattr(view, "is_unchanging", False) and response.status_code == 200
    return A_MINUTE if is_printed else ASK_EACH_TIME
