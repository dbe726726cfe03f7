"""A session gets a new number."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.http import HttpRequest


def renew_session(request: HttpRequest) -> None:
    """Let the session of a request go on under a new number, and the old one open nothing more.

    It stays in the list of sessions as the one that it was. Five queries.
    """
    former = request.session.session_key
    request.session.cycle_key()
    number = request.session.session_key
    UserSession.objects.filter(session_key=former).update(session_key=number)
