"""Makes somebody a moderator, or no moderator any more."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from clinics.accounts.actions.lost_factor import close_ways_in
from clinics.accounts.models import User
from clinics.accounts.security_log import log_event
from clinics.audit.actions import record


class ModeratorRefused(Exception):
    """Somebody cannot become a moderator; the text is for the operator."""


def add_moderator(email: str) -> User:
    """Let the account of an address moderate, and close all that opened it so far.

    Its password, passkeys, apps and sessions end: whoever reads the mail of the address sets new
    ones. So nobody who knew the account earlier comes along. Raises ModeratorRefused for an unknown
    or unconfirmed address. The trail keeps it.
    """
    with transaction.atomic():
        user = _locked(email)
        if not EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists():
            raise ModeratorRefused(f"Nobody has confirmed the address {email} yet.")
        close_ways_in(user)
        user.is_moderator = True
        user.save(update_fields=["is_moderator"])
        record("made a moderator", user, actor="operator")
    log_event("made a moderator", account=user.pk, request=None)
    return user


def remove_moderator(email: str) -> User:
    """Let an account moderate no more, from its next request. The trail keeps it.

    Raises ModeratorRefused for an address that is not a moderator's.
    """
    with transaction.atomic():
        user = _locked(email)
        if not user.is_moderator:
            raise ModeratorRefused(f"{user.email} is no moderator.")
        user.is_moderator = False
        user.save(update_fields=["is_moderator"])
        record("no moderator any more", user, actor="operator")
    log_event("no moderator any more", account=user.pk, request=None)
    return user


def _locked(email: str) -> User:
    user = User.objects.select_for_update().filter(email__iexact=email).first()
    if user is None:
        raise ModeratorRefused(f"There is no account with the address {email}.")
    return user
