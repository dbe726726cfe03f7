"""Counts requests, the pool of connections, and what the record tells of."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

from clinics.counted import happened
from directory.sight.asked import NOWHERE, numbered, view_of
from directory.sight.counts import METHODS, Counts, counts

_errors: dict[str, int] = {}
"""How many errors of each pool are counted already, in this process."""


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
        found.requests.labels(view_of(request) or NOWHERE, method, status).observe(seconds)
        count_pools(found)
        return response

    return answer


def count_pools(found: Counts) -> None:
    """Tell how the pools of this process stand. It connects to nothing."""
    for name in connections:
        pool = getattr(connections[name], "pool", None)
        if pool is None:
            continue
        stands = pool.get_stats()
        found.pool["size"].labels(name).set(stands["pool_size"])
        found.pool["available"].labels(name).set(stands["pool_available"])
        found.pool["waiting"].labels(name).set(stands["requests_waiting"])
        errors = stands.get("requests_errors", 0)
        found.pool_errors.labels(name).inc(max(0, errors - _errors.get(name, 0)))
        _errors[name] = errors


def _count(sender: str, outcome: str, **kwargs: Any) -> None:
    if found := counts():
        found.happened[sender].labels(outcome).inc()


def follow_the_record() -> None:
    """Count what the record tells of. Called once, when the app is ready."""
    happened.connect(_count, dispatch_uid="metrics")
