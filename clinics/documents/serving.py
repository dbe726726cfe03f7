"""A document handed in, on its way out: never guessed at, never run, never kept by a browser."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404

from clinics.documents.check import ENDINGS


def served(document: Any, *, called: str, may_open: bool = False) -> FileResponse:
    """The file of a document that whoever asks may see; `called` is its name, without an ending.

    `document` has `file` and `content_type`. It is saved to disk, not opened: only a picture is
    shown where `may_open`, since it was drawn by us. Raises Http404 when the file is gone.
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
