"""Refusals under /hsds/, as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse

from directory.site.urls import absolute

MEDIA_TYPE = "application/problem+json"


class Refused(Exception):
    """A question that cannot be answered; `errors` are the words by parameter."""

    def __init__(self, errors: Mapping[str, list[str]], *, code: str = "bad-value") -> None:
        super().__init__("; ".join(text for texts in errors.values() for text in texts))
        self.errors, self.code = errors, code


def refused(request: HttpRequest, status: int, code: str, text: str) -> HttpResponse:
    """A refusal of a kind, in words."""
    return problem(request, status, code, text)


def problem(
    request: HttpRequest, status: int, code: str, text: str,
    errors: Mapping[str, list[str]] | None = None,
) -> HttpResponse:  # fmt: skip
    """A refusal; `errors` say for each parameter what is wrong with it."""
    members = {
        "type": absolute(request, f"/hsds/openapi.json#{code}"),
        "title": code.replace("-", " ").capitalize(),
        "status": status,
        "detail": text,
        **({"errors": errors} if errors else {}),
    }
    return JsonResponse(members, status=status, content_type=MEDIA_TYPE)
