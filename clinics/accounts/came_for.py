"""The page that led somebody to sign up, until they sign in for the first time.

allauth carries it through the sign-up itself. This is for whoever leaves the trip: signs in with
another device, after a wrong code, or has an account already.
"""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.core.cache import cache
from django.http import HttpRequest

from clinics.accounts.models import User

KEPT_SECONDS = 3 * 24 * 3600
"""As long as an account is kept whose address nobody confirms."""
IN_SESSION = "came_for"


def remember(request: HttpRequest, user: User | None) -> None:
    """Keep the page of `next`, for this browser and for the new account, if there is one.

    Only pages of this site are kept. An account that exists already is told nothing: anybody can
    type its address.
    """
    if page := get_next_redirect_url(request):
        request.session[IN_SESSION] = page
        if user:
            cache.set(_key(user), page, KEPT_SECONDS)


def page_for(request: HttpRequest, user: Any) -> str:
    """The page that is kept for a person who signs in; '' without any."""
    return request.session.get(IN_SESSION) or cache.get(_key(user)) or ""


def forget(request: HttpRequest, user: User) -> None:
    """Forget the page: the person has signed in."""
    request.session.pop(IN_SESSION, None)
    cache.delete(_key(user))


def _key(user: User) -> str:
    return f"came for: account {user.pk}"
