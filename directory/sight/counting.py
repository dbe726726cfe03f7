"""Counts requests, and what the record tells of."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from clinics.counted import happened
from directory.sight.asked import NOWHERE, numbered, view_of
from directory.sight.counts import METHODS, counts

CHECKS = ("healthz", "readyz")
"""Nobody is turned away whom these answer with 503."""


def seen(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware around all others: number the request, and count it."""
    return numbered(counted(get_response))


def counted(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Count the request, and how long it took until its answer began. No query."""

    def answer(request: HttpRequest) -> HttpResponse:
        found = counts()
        if found is None:
            return get_response(request)
        found.in_flight.inc()
        began = time.monotonic()
        try:
            response = get_response(request)
        finally:
            found.in_flight.dec()
        method = request.method if request.method in METHODS else "other"
        status = f"{response.status_code // 100}xx"
        seconds = time.monotonic() - began
        view = view_of(request) or NOWHERE
        found.requests.labels(view, method, status).observe(seconds)
        if response.status_code == 503 and view not in CHECKS:
            found.unavailable.inc()
        return response

    return answer


def _count(sender: str, outcome: str, **kwargs: Any) -> None:
    if found := counts():
        found.happened[sender].labels(outcome).inc()


def follow_the_record() -> None:
    """Count what the record tells of. Called once, when the app is ready."""
    happened.connect(_count, dispatch_uid="metrics")
