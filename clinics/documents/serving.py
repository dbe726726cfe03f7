"""Serves documents so that a browser never guesses their type, runs them or caches them."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from clinics.documents.check import ENDINGS
from clinics.documents.draw_pdf import PAGES_DRAWN
from clinics.documents.drawing import NotDrawn, NotNow, drawn, page_count, pages_in_words


def served(document: Any, *, called: str, may_open: bool = False) -> HttpResponseBase:
    """The file of a document (`file`, `content_type`); the caller has checked the permission.

    `called` is its name without an ending. The browser saves the file. With `may_open` it shows a
    picture instead, which is safe because we drew it. Raises Http404 when the file is gone.
    """
    if not document.file:
        raise Http404
    try:
        content = document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    is_shown = may_open and document.content_type.startswith("image/")
    name = f"{called}.{ENDINGS[document.content_type]}"
    return _guarded(FileResponse(content, as_attachment=not is_shown, filename=name,
                                 content_type=document.content_type))  # fmt: skip


def served_drawing(document: Any, first: int) -> HttpResponseBase:
    """The pages of a PDF from the number `first` on, at most three, as one picture.

    The caller has checked the permission. Status 503 when it cannot be drawn just now. Raises
    Http404 when there is no such page, or it cannot be drawn at all.
    """
    if not document.file:
        raise Http404
    try:
        return _guarded(HttpResponse(drawn(document, first), content_type="image/png"))
    except NotNow:
        return _guarded(HttpResponse(status=503, headers={"Retry-After": "5"}))
    except NotDrawn as error:
        raise Http404 from error


def pages_shown(
    request: HttpRequest, document: Any, first: int, *, called: str
) -> HttpResponseBase:
    """A page with at most three pages of a PDF, and links to those before and behind them.

    It stands at the address of the document, and then `pages/` and the number of the first page.
    The caller has checked the permission. Raises Http404 when there is no such page.
    """
    try:
        count = page_count(document) if document.file else 0
    except NotDrawn as error:
        raise Http404 from error
    if not 1 <= first <= count:
        raise Http404
    before, behind = first - PAGES_DRAWN, first + PAGES_DRAWN
    context = {
        "called": called,
        "first": first,
        "which": pages_in_words(first, count),
        "before": max(before, 1) if first > 1 else None,
        "behind": behind if behind <= count else None,
    }
    return render(request, "clinics/documents/pages.html", context)


def _guarded(answer: HttpResponseBase) -> HttpResponseBase:
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
