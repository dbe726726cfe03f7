"""Hashes: of what somebody saw on a screen, and of secrets in mailed links."""

import hashlib
import json
import secrets
from typing import Any


def digest_of(seen: Any) -> str:
    """The SHA-256, in hex, of everything a decision rests on, given as JSON values.

    A page carries the digest of what it shows. An action is refused when the digest differs by
    then, because something changed while it was on the screen.
    """
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


def new_token() -> str:
    """A random secret of 43 characters, all allowed in a URL."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a secret: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()
