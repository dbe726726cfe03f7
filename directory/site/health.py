"""Health checks of the process, the database and the scheduled work."""

from __future__ import annotations

import datetime as dt

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from clinics.schedule.standing import Standing, schedule
from directory.databases.faults import unlogged
from directory.site.readonly import from_primary, public
from directory.site.restoring import is_restoring

UTC = "%Y-%m-%dT%H:%M:%SZ"


def _text(line: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(line + "\n", content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return unlogged(response)


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200: the process answers. No query."""
    return _text("ok")


@public
@from_primary
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if the database answers, is restored and migrated; else 503 and the reason.

    With `full=1` also how the scheduled work stands, in two more queries; 503 when it does not run
    well. That is for whoever watches the site, not for a load balancer.
    """
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        is_half_way = is_restoring()
    except Error:
        return _text("the database does not answer", 503)
    if is_half_way:
        return _text("the database is being restored", 503)
    if waiting:
        return _text(f"{len(waiting)} migrations are not applied", 503)
    return _full() if request.GET.get("full") == "1" else _text("ok")


def _full() -> HttpResponse:
    found = schedule(at=timezone.now())
    is_good = found.schedulers > 0 and not found.bad
    first = "ok" if is_good else "scheduled work needs attention"
    lines = [first, f"schedulers: {found.schedulers}", *map(_line, found.jobs)]
    return _text("\n".join(lines), 200 if is_good else 503)


def _line(one: Standing) -> str:
    """A job in one line, with times in UTC. What it printed is for the desk alone."""
    began = f", began {one.run.started_at:{UTC}}" if one.run else ""
    return f"{one.job.name}: {one.state.value}{began}, next {one.next_at.astimezone(dt.UTC):{UTC}}"
