"""Sealing e-mail addresses: encrypted in the database, and found there by a keyed hash.

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

__all__ = ["InvalidToken", "has_older_keys", "is_sealed_anew", "lookup", "lookups", "normalized",
           "opened", "seal", "unseal"]  # fmt: skip


def _secrets() -> list[str]:
    return settings.ADDRESS_KEYS or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def has_older_keys() -> bool:
    """Whether there are older keys, which something may still be sealed with."""
    return len(_secrets()) > 1


@cache
def _key(secret: str, purpose: bytes) -> bytes:
    """A key of 32 bytes, from one secret for one purpose: sealing and lookup never share one."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=b"clinics.reviews", info=purpose)
    return derive.derive(secret.encode())


def _boxes() -> list[Fernet]:
    return [Fernet(base64.urlsafe_b64encode(_key(secret, b"seal"))) for secret in _secrets()]


def seal(address: str) -> bytes:
    """The address, encrypted with the newest key."""
    return MultiFernet(_boxes()).encrypt(address.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """The address, decrypted. Raises InvalidToken when none of the keys fits."""
    return MultiFernet(_boxes()).decrypt(bytes(sealed)).decode()


def opened(sealed: bytes | memoryview) -> str:
    """The address, decrypted, or '' when none of the keys fits."""
    try:
        return unseal(sealed)
    except InvalidToken:
        return ""


def is_sealed_anew(sealed: bytes | memoryview) -> bool:
    """Whether the newest key opens it. Older keys can be removed once this is true of all rows."""
    try:
        _boxes()[0].decrypt(bytes(sealed))
    except InvalidToken:
        return False
    return True


def normalized(address: str) -> str:
    """The address as it is compared: in lower case, without a plus sign and what follows it.

    Whoever has `ann@` also has `ann+1@`, `ann+2@` and so on, so these count as one person. Dots
    stay: most providers give `a.nn@` and `ann@` to different people.
    """
    local, _at, domain = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain.rstrip('.')}"


def lookup(address: str) -> str:
    """The keyed hash that finds an address, made with the newest key."""
    return lookups(address)[0]


def lookups(address: str) -> list[str]:
    """The hashes that may find an address, one for each key: rows may still have an older one."""
    plain = normalized(address).encode()
    return [hmac.new(_key(s, b"lookup"), plain, sha256).hexdigest() for s in _secrets()]
