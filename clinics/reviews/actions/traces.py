"""Leaving a trace: the hashed network that a review or a report was sent from.

Each day has a random salt. Once that is deleted, nobody can find the network of a hash.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from hashlib import sha256

from django.utils import timezone

from clinics.listing.models import Clinic
from clinics.networks import network_of
from clinics.reviews.models import Salt, Trace


def hashes(address: str, *, at: dt.datetime) -> list[str]:
    """The hashes of a sender's network: with today's salt first, then with yesterday's.

    Makes today's salt when there is none. Returns [] when `address` is no IP address.
    """
    network = network_of(address).encode()
    if not network:
        return []
    today = timezone.localdate(at)
    salt, _new = Salt.objects.get_or_create(
        day=today, defaults={"value": secrets.token_bytes(32)}
    )  # fmt: skip
    # Traces live for 24 hours, so those of yesterday evening still count: they need its salt.
    yesterday = Salt.objects.filter(day=today - dt.timedelta(days=1))
    return [_hash(row.value, network) for row in [salt, *yesterday]]


def _hash(salt: bytes | memoryview, network: bytes) -> str:
    return hmac.new(bytes(salt), network, sha256).hexdigest()


def leave_trace(hashes: list[str], clinic: Clinic | None, about: str, *, at: dt.datetime) -> None:
    """Keep the network's hash with what was sent; nothing when there is no hash."""
    if hashes:
        Trace.objects.create(network=hashes[0], clinic=clinic, about=about, at=at)
