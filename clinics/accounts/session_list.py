"""The page that lists where somebody is signed in: it ends other sessions only after a proof."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core import context
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession


class ProvenAdapter(DefaultUserSessionsAdapter):
    """Asks for the password or a factor, unless one was given in the last minutes."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """End them. Raises ReauthenticationRequired, which leads to a page that asks for proof
        and then goes on here.
        """
        raise_if_reauthentication_required(context.request, app="usersessions")
        super().end_sessions(sessions)
