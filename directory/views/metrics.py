"""What the site counts and how it stands, for Prometheus alone."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from directory.sight import counts, stand
from directory.site.readonly import only_reads
from directory.site.watching import WITHOUT_TOKEN, has_token

FORMAT = "text/plain; version=1.0.0; charset=utf-8"


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All metrics of this server, for who sends METRICS_TOKEN; 401 for others, 404 without one.

    Without a database, those that need none. Ten queries.
    """
    if counts.counts() is None:
        return _text("There are no metrics.\n", 404)
    if not has_token(request):
        refused = _text(WITHOUT_TOKEN, 401)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    return _text(counts.text() + stand.text(only_reads), 200)


def _text(text: str | bytes, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, content_type=FORMAT, status=status, headers=headers)


vars(metrics)["only_reads"] = True  # what it asks the database, it asks in `only_reads`
