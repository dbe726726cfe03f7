"""Who may do what. Views and actions ask the same functions."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from clinics.accounts.models import User
from clinics.accounts.sessions import OTHERS
from clinics.clocks import APART
from clinics.memberships.ended import ended_by_others
from clinics.memberships.models import Membership

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
FACTOR_SECONDS = 4 * 3600
"""For how long a second factor that was given opens the desk."""


def has_second_factor(user: User | AnonymousUser) -> bool:
    """Whether this person must give a second factor to sign in. One query."""
    return Authenticator.objects.filter(user=user.pk, type__in=SECOND_FACTORS).exists()


def is_moderator(user) -> bool:
    """Whether the person is a moderator, with or without a second factor."""
    return bool(user.is_authenticated and user.is_active and user.is_moderator)


def may_moderate(user) -> bool:
    """Whether the person may use the desk: a moderator who has a second factor."""
    return is_moderator(user) and has_second_factor(user)


def has_shown_factor(request: HttpRequest, *, within: int = FACTOR_SECONDS) -> bool:
    """Whether the second factor was given in this session, in the last `within` seconds.

    A session that began before the person set up a second factor does not count, save the one in
    which they did.
    """
    records = get_authentication_records(request, request.user)
    now = time.time()
    # What is still to come was given while the clock was ahead.
    return any(record.get("method") == "mfa" and now - within < record["at"] < now + APART
               for record in records)  # fmt: skip


def may_moderate_here(request: HttpRequest) -> bool:
    """Whether the person may use the desk, and gave the second factor in this session."""
    return may_moderate(request.user) and has_shown_factor(request)


def may_decide_here(request: HttpRequest, clinic_id: int) -> bool:
    """Whether the person may see and decide a case of this clinic in this session."""
    return has_shown_factor(request) and may_decide(request.user, clinic_id)


def speaks_for(user, clinic_id: int) -> bool:
    """Whether the person is one of the clinic's admins. One query."""
    if not (user.is_authenticated and user.is_active):
        return False
    return Membership.objects.of(user).filter(clinic=clinic_id).exists()


def may_edit(user, clinic_id: int) -> bool:
    """Whether the person may propose changes to the clinic's listing."""
    return speaks_for(user, clinic_id)


LEAST_CLINICS = {"several": 2, "all": 1}
"""SECOND_FACTOR_FOR → for how many clinics somebody speaks who needs a second factor."""


def needs_factor(user) -> bool:
    """Whether the site asks this person for a second factor. One query, or none with "none"."""
    least = LEAST_CLINICS.get(settings.SECOND_FACTOR_FOR)
    return least is not None and Membership.objects.of(user).count() >= least


def may_speak_here(request: HttpRequest) -> bool:
    """Whether the person may act for the clinics they speak for, in this session.

    SECOND_FACTOR_FOR decides who must have given a second factor in it. Two queries at most.
    """
    if settings.SECOND_FACTOR_FOR == "none":
        return True
    if has_shown_factor(request, within=OTHERS.longest) and has_second_factor(request.user):
        return True
    return not needs_factor(request.user)


def may_object(user, clinic_id: int) -> bool:
    """Whether the person may object to who speaks for a clinic: they do, or somebody ended it."""
    return speaks_for(user, clinic_id) or ended_by_others(user.pk, clinic_id) is not None


def may_decide(user, clinic_id: int) -> bool:
    """Whether the person may decide a case of this clinic: a moderator who is not its admin."""
    return may_moderate(user) and not speaks_for(user, clinic_id)
