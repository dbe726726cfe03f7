"""Addresses kept so that only the running site can read them, and found again without reading.

The keys are derived (HKDF) from ADDRESS_KEYS, newest first; without it from SECRET_KEY and
SECRET_KEY_FALLBACKS. A dump of the database alone gives no address away.
"""

from __future__ import annotations

import base64
import hmac
from functools import cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

__all__ = ["InvalidToken", "has_older_keys", "is_sealed_anew", "lookup", "lookups", "normalised",
           "opened", "seal", "unseal"]  # fmt: skip


def _secrets() -> list[str]:
    return settings.ADDRESS_KEYS or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def has_older_keys() -> bool:
    """Whether something may still be under a key that is not the newest."""
    return len(_secrets()) > 1


@cache
def _key(secret: str, purpose: bytes) -> bytes:
    """32 bytes of one secret for one purpose: sealing and looking up never share a key."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=b"clinics.reviews", info=purpose)
    return derive.derive(secret.encode())


def _boxes() -> list[Fernet]:
    return [Fernet(base64.urlsafe_b64encode(_key(secret, b"seal"))) for secret in _secrets()]


def seal(address: str) -> bytes:
    """The address, encrypted with the newest key."""
    return MultiFernet(_boxes()).encrypt(address.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """The address again. Raises InvalidToken when no key that is known fits."""
    return MultiFernet(_boxes()).decrypt(bytes(sealed)).decode()


def opened(sealed: bytes | memoryview) -> str:
    """The address again, or '' when no key that is known fits."""
    try:
        return unseal(sealed)
    except InvalidToken:
        return ""


def is_sealed_anew(sealed: bytes | memoryview) -> bool:
    """Whether the newest key opens it: an older one may go when that is so of all."""
    try:
        _boxes()[0].decrypt(bytes(sealed))
    except InvalidToken:
        return False
    return True


def normalised(address: str) -> str:
    """The address as it is compared: without capitals and without what follows a plus sign.

    Whoever has `ann@` also has `ann+1@`, `ann+2@` …: they are one person. Dots stay: only one
    provider ignores them, with every other they are another person's address.
    """
    local, _at, domain = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain.rstrip('.')}"


def lookup(address: str) -> str:
    """The keyed hash an address is found by, with the newest key."""
    return lookups(address)[0]


def lookups(address: str) -> list[str]:
    """The hashes an address may be found by, one a key: those of older keys were kept too."""
    plain = normalised(address).encode()
    return [hmac.new(_key(s, b"lookup"), plain, sha256).hexdigest() for s in _secrets()]
