"""E-mail addresses of writers: sealed in the database, and found there by a keyed hash."""

from __future__ import annotations

import hmac
from hashlib import sha256

from clinics.mail_addresses import normalized
from clinics.sealing import Box, InvalidToken, has_older_keys, keys

__all__ = ["InvalidToken", "has_older_keys", "is_sealed_anew", "lookup", "lookups", "normalized",
           "opened", "seal", "unseal"]  # fmt: skip

_ROOM = b"clinics.reviews"
_BOX = Box(_ROOM)
seal, unseal, opened, is_sealed_anew = _BOX.seal, _BOX.unseal, _BOX.opened, _BOX.is_sealed_anew


def lookup(address: str) -> str:
    """The keyed hash that finds an address, made with the newest key."""
    return lookups(address)[0]


def lookups(address: str) -> list[str]:
    """The hashes that may find an address, one for each key: rows may still have an older one."""
    plain = normalized(address).encode()
    return [hmac.new(key, plain, sha256).hexdigest() for key in keys(_ROOM, b"lookup")]
