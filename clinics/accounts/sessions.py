"""How long somebody stays signed in. Moderators see what nobody else may see: theirs end early."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from allauth.account.signals import authentication_step_completed
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse

from clinics.accounts.actions.renew_session import renew_session
from clinics.accounts.models import User
from clinics.clocks import APART

HOUR, DAY = 3600, 24 * 3600


class Limits(NamedTuple):
    """Seconds after which a session ends: unused, and however busy it is."""

    idle: int
    longest: int


MODERATORS = Limits(idle=HOUR // 2, longest=12 * HOUR)
OTHERS = Limits(idle=7 * DAY, longest=14 * DAY)
BEGAN, SEEN = "session_began", "session_seen"
"""What the session holds: when it began and when it was last used, in seconds since 1970."""


def note_beginnings() -> None:
    """Let each session know when somebody signed in, and renew its number when they prove again
    who they are. Called once, when the app is ready.
    """
    user_logged_in.connect(_began, dispatch_uid="session began")
    authentication_step_completed.connect(_proved, dispatch_uid="session proved")


def _began(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session[BEGAN] = request.session[SEEN] = time.time()


def _proved(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Give the session of somebody who is signed in a new number: who knew the old one must not
    get what the proof opens. At a sign-in Django does the same itself.
    """
    if request.user.is_authenticated:
        renew_session(request)


def end_old_sessions(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: sign somebody out after the time that Limits names.

    The sessions of moderators end with the browser too, whatever they ticked when they signed in.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if request.user.is_moderator and not request.session.get_expire_at_browser_close():
                request.session.set_expiry(0)
            if _is_over(request, MODERATORS if request.user.is_moderator else OTHERS, time.time()):
                logout(request)
        return get_response(request)

    return answer


def _is_over(request: HttpRequest, limits: Limits, now: float) -> bool:
    """Whether the session is past its time; if not, note that it is used.

    Writes at most thirty times within the time that ends an unused session: once a minute for a
    moderator.
    """
    session = request.session
    for mark in (BEGAN, SEEN):
        if session.get(mark, 0) > now + APART:  # the clock was ahead, and would prolong it
            session[mark] = now
    if BEGAN not in session:  # it began before sessions knew when
        session[BEGAN] = session[SEEN] = now
    if now - session[BEGAN] > limits.longest or now - session[SEEN] > limits.idle:
        return True
    if now - session[SEEN] > limits.idle / 30:
        session[SEEN] = now
    return False
