"""Health checks: whether the process and the database are well."""

from __future__ import annotations

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from directory.site.readonly import public


def _text(words: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(words + "\n", content_type="text/plain; charset=utf-8", status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. No query."""
    return _text("ok")


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database is reachable and every migration is applied; else 503 and why."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return _text("the database does not answer", 503)
    if waiting:
        return _text(f"{len(waiting)} migrations are not applied", 503)
    return _text("ok")
