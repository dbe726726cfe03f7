"""Serves documents so that a browser never guesses their type, runs them or caches them."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404

from clinics.documents.check import ENDINGS


def served(document: Any, *, called: str, may_open: bool = False) -> FileResponse:
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
    answer = FileResponse(content, as_attachment=not is_shown, filename=name,
                          content_type=document.content_type)  # fmt: skip
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
