"""Health checks of the process, the database and the scheduled work."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from clinics.moderation.ages import Age, cases, copies, registers
from clinics.schedule.standing import Standing, schedule
from directory.databases.faults import unlogged
from directory.site.readonly import from_primary, public
from directory.site.ready import why_not
from directory.site.watching import WITHOUT_TOKEN, has_token, is_of_this_machine

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
    """200 if readers may be sent here (`ready.py`); else 503 and the reason, within two seconds.

    With `full=1` also how the scheduled work stands, and how old registers, cases and copies are,
    in eight more queries; 503 when that work does not run well, or a register is past its limit.
    That is for whoever watches the site, not for a load balancer: 401 (403 without METRICS_TOKEN)
    for whoever asks neither with that token nor on this machine. Any other parameter: 400, or a
    slip would watch nothing.
    """
    asked = request.GET.lists()
    if any(name != "full" or values not in (["0"], ["1"]) for name, values in asked):
        return _text("The only parameter is full=1.", 400)
    is_full = request.GET.get("full") == "1"
    if is_full and not (is_of_this_machine(request) or has_token(request)):
        return _refused()
    if reason := why_not():
        return _text(reason, 503)
    return _full() if is_full else _text("ok")


def _refused() -> HttpResponse:
    if not settings.METRICS_TOKEN:
        return _text("Only on the machine itself. METRICS_TOKEN lets others ask.", 403)
    refused = _text(WITHOUT_TOKEN.strip(), 401)
    refused["WWW-Authenticate"] = "Bearer"
    return refused


def _full() -> HttpResponse:
    at = timezone.now()
    found, known = schedule(at=at), registers(at=at)
    is_at_work = found.schedulers > 0 and not found.bad
    is_good = is_at_work and not any(one.is_late for one in known)
    first = "ok" if is_good else "a register is too old"
    lines = [first if is_at_work else "scheduled work needs attention"]
    lines += [f"schedulers: {found.schedulers}", *map(_line, found.jobs)]
    lines += map(_aged, [*known, *cases(at=at), *copies(at=at)])
    return _text("\n".join(lines), 200 if is_good else 503)


def _aged(one: Age) -> str:
    """An age in one line: `desk review: 3 wait, oldest 86400 seconds`."""
    name = one.code if one.code == one.group else f"{one.group} {one.code}"
    seconds = f"{one.age.total_seconds():.0f} seconds" if one.age is not None else "never"
    late = ", late" if one.is_late else ""
    if one.group == "register":
        return f"{name}: {seconds}{late}"
    return f"{name}: {one.count} wait{f', oldest {seconds}' if one.count else ''}{late}"


def _line(one: Standing) -> str:
    """A job in one line, with times in UTC. What it printed is for the desk alone."""
    began = f", began {one.run.started_at:{UTC}}" if one.run else ""
    return f"{one.job.name}: {one.state.value}{began}, next {one.next_at.astimezone(dt.UTC):{UTC}}"
