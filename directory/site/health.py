"""Health checks of the process and the database."""

from __future__ import annotations

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from directory.site.readonly import public


def _text(line: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(line + "\n", content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200: the process answers. No query."""
    return _text("ok")


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if the database answers and every migration is applied; else 503 and the reason."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return _text("the database does not answer", 503)
    if waiting:
        return _text(f"{len(waiting)} migrations are not applied", 503)
    return _text("ok")
