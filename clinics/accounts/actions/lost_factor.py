"""Lets somebody in again who lost their second factor: by the mail of their address, and anew."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from clinics.accounts.models import User
from clinics.accounts.security_log import log_event
from clinics.audit.actions import record


class NoSuchAccount(Exception):
    """There is no account to let in again; the text is for the operator."""


def close_ways_in(user: User) -> None:
    """End the password, passkeys, apps, recovery codes and sessions of a locked account.

    Whoever reads the mail of its address sets a new password. Saves the password alone.
    """
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])


def begin_anew(email: str) -> User:
    """Close all that opens an account, so that its owner begins anew. The trail keeps it.

    Raises NoSuchAccount for an unknown address.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email__iexact=email).first()
        if user is None:
            raise NoSuchAccount(f"There is no account with the address {email}.")
        close_ways_in(user)
        record("password and second factors ended", user, actor="operator")
    log_event("password and second factors ended", account=user.pk, request=None)
    return user
