"""Refusals and warnings as FHIR's OperationOutcome: what is wrong, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from clinics.written import COMPACT, dumps, read_back

MEDIA_TYPE = "application/fhir+json; charset=utf-8"

ISSUE_TYPES = {
    "not-found": "not-found",
    "taken-off": "deleted",
    "bad-request": "invalid",
    "method-not-allowed": "not-supported",
    "not-acceptable": "not-supported",
    "precondition-failed": "conflict",
    "too-many-requests": "throttled",
    "unavailable": "transient",
    "internal-error": "exception",
}
"""FHIR's IssueType for each code of a refusal of open data; other codes are IssueTypes already."""


class Refused(Exception):
    """A request that is refused, with its status, FHIR's IssueType and the words for it.

    `where` is the parameter that is wrong, as FHIR writes it: `http.near`.
    """

    def __init__(self, text: str, *, status: int = 400, code: str = "invalid", where: str = ""):
        super().__init__(text)
        self.text, self.status, self.code, self.where = text, status, code, where


def outcome(text: str, *, severity: str = "error", code: str = "invalid", where: str = "") -> dict:
    """An OperationOutcome with one issue."""
    issue: dict[str, Any] = {"severity": severity, "code": ISSUE_TYPES.get(code, code)}
    issue |= {"details": {"text": text}, "diagnostics": text}
    return {
        "resourceType": "OperationOutcome",
        "issue": [issue | ({"expression": [where]} if where else {})],
    }


def respond(
    body: Mapping[str, Any],
    *,
    status: int = 200,
    pretty: bool = False,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A resource as an answer; `pretty` is for people who read it."""
    if pretty:
        text = json.dumps(read_back(body), ensure_ascii=False, indent=2)
    else:
        text = dumps(body, COMPACT)
    return HttpResponse(text, content_type=MEDIA_TYPE, status=status, headers=dict(headers or {}))


def refused(request: HttpRequest, status: int, code: str, text: str) -> HttpResponse:
    """A refusal as an OperationOutcome."""
    return respond(outcome(text, code=code), status=status)
