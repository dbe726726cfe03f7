"""Second factors: their secrets are sealed in the database."""

from __future__ import annotations

import logging

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret

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
