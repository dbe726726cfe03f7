"""Second factors: their secrets are sealed in the database, and the first use of one counts."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.http import HttpRequest

from clinics.accounts.models import User
from clinics.sealing import Box, InvalidToken

LOG = logging.getLogger(__name__)
BOX = Box(b"clinics.accounts")
SECRETS = ("secret", "seed")
"""What `Authenticator.data` holds of apps and of recovery codes. Keys of devices are public."""


class SealingAdapter(DefaultMFAAdapter):
    """Seals what apps and recovery codes are computed from."""

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return BOX.seal(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret. One that no key opens becomes a random one: no code is right then."""
        try:
            return BOX.unseal(encrypted_text.encode())
        except InvalidToken:
            LOG.error("The secret of a second factor cannot be opened with any key.")
            secret: str = generate_totp_secret()
            return secret


def count_first_use() -> None:
    """Let the session in which somebody sets up their first factor count as one that gave it:
    they have just typed its code, or touched its key. Called once, when the app is ready.
    """
    authenticator_added.connect(_given, dispatch_uid="first use of a second factor")


def _given(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    paper = Authenticator.Type.RECOVERY_CODES
    others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
    if authenticator.type != paper and not others.exclude(type=paper).exists():
        kind = str(authenticator.type)
        record_authentication(request, user, method="mfa", type=kind, id=authenticator.pk)
