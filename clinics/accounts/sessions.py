"""The sessions of moderators end early: they see what nobody else may see."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 3600
BEGAN, SEEN = "moderator_began", "moderator_seen"
"""What the session holds: when it began and when it was last used, in seconds since 1970."""
A_MINUTE = 60


def end_idle_moderators(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: sign a moderator out after IDLE_SECONDS without a page, or LONGEST_SECONDS.

    Their sessions end with the browser too, whatever they ticked when they signed in.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.is_moderator and _is_over(request, time.time()):
            logout(request)
        return get_response(request)

    return answer


def _is_over(request: HttpRequest, now: float) -> bool:
    """Whether the session is past its time; if not, note that it is used. Writes once a minute."""
    session = request.session
    if BEGAN not in session:
        session[BEGAN] = session[SEEN] = now
        session.set_expiry(0)
    if now - session[BEGAN] > LONGEST_SECONDS or now - session[SEEN] > IDLE_SECONDS:
        return True
    if now - session[SEEN] > A_MINUTE:
        session[SEEN] = now
    return False
