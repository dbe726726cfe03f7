"""Who may do what: one predicate each, asked by views and actions alike."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from clinics.accounts.models import User
from clinics.memberships.models import Membership

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: User) -> bool:
    """Whether signing in asks this person for a second factor. One query."""
    return Authenticator.objects.filter(user=user.pk, type__in=FACTORS).exists()


def is_moderator(user) -> bool:
    """Whether the person moderates, second factor or not; False for a stranger."""
    return bool(user.is_authenticated and user.is_active and user.is_moderator)


def may_moderate(user) -> bool:
    """Whether the person may see the desk: a moderator with a second factor."""
    return is_moderator(user) and has_second_factor(user)


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether this very session was signed in, or confirmed since, with the second factor.

    An account that has one may still have sessions that are older than it.
    """
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def may_moderate_here(request: HttpRequest) -> bool:
    """Whether the desk is open to this request: to the person, and to this session of theirs."""
    return may_moderate(request.user) and has_shown_factor(request)


def may_decide_here(request: HttpRequest, clinic_id: int) -> bool:
    """Whether a case of this clinic may be seen and decided in this session."""
    return has_shown_factor(request) and may_decide(request.user, clinic_id)


def speaks_for(user, clinic_id: int) -> bool:
    """Whether the person is one of the clinic's admins; False for a stranger."""
    if not (user.is_authenticated and user.is_active):
        return False
    return Membership.objects.filter(user=user.pk, clinic=clinic_id).exists()


def may_edit(user, clinic_id: int) -> bool:
    """Whether the person may propose changes to the clinic's listing."""
    return speaks_for(user, clinic_id)


def may_decide(user, clinic_id: int) -> bool:
    """Whether the person may decide a case of this clinic: never their own clinic's."""
    return may_moderate(user) and not speaks_for(user, clinic_id)
