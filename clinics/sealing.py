"""Sealing: texts that are encrypted in the database, each room with keys of its own.

The keys are derived (HKDF) from ADDRESS_KEYS, newest first; without it from SECRET_KEY and
SECRET_KEY_FALLBACKS. A dump of the database alone opens nothing that is sealed.
"""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

__all__ = ["Box", "InvalidToken", "has_older_keys", "keys"]


def _secrets() -> list[str]:
    return settings.ADDRESS_KEYS or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def has_older_keys() -> bool:
    """Whether there are older keys, which something may still be sealed with."""
    return len(_secrets()) > 1


@cache
def _key(secret: str, room: bytes, purpose: bytes) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=room, info=purpose)
    return derive.derive(secret.encode())


def keys(room: bytes, purpose: bytes) -> list[bytes]:
    """The keys of 32 bytes for one purpose of one room, newest first. No two purposes share one."""
    return [_key(secret, room, purpose) for secret in _secrets()]


class Box:
    """Seals and opens the texts of one room."""

    def __init__(self, room: bytes) -> None:
        self.room = room

    def _locks(self) -> list[Fernet]:
        return [Fernet(base64.urlsafe_b64encode(key)) for key in keys(self.room, b"seal")]

    def seal(self, text: str) -> bytes:
        """The text, encrypted with the newest key."""
        return MultiFernet(self._locks()).encrypt(text.encode())

    def unseal(self, sealed: bytes | memoryview) -> str:
        """The text, decrypted. Raises InvalidToken when none of the keys fits."""
        return MultiFernet(self._locks()).decrypt(bytes(sealed)).decode()

    def opened(self, sealed: bytes | memoryview) -> str:
        """The text, decrypted, or '' when none of the keys fits."""
        try:
            return self.unseal(sealed)
        except InvalidToken:
            return ""

    def is_sealed_anew(self, sealed: bytes | memoryview) -> bool:
        """Whether the newest key opens it. Older keys can go once this is true of all rows."""
        try:
            self._locks()[0].decrypt(bytes(sealed))
        except InvalidToken:
            return False
        return True
