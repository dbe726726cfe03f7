"""Traces: which network something came from, as a hash that nobody can undo after a day."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from hashlib import sha256

from django.utils import timezone

from clinics.listing.models import Clinic
from clinics.reviews.models import Salt, Trace
from clinics.reviews.traces import plain_network


def hashes(address: str, *, at: dt.datetime) -> list[str]:
    """The hashes of a network with the salts of the day and of the day before, today's first.

    Makes the day's salt when there is none; [] when the network is unknown.
    """
    network = plain_network(address).encode()
    if not network:
        return []
    today = timezone.localdate(at)
    salt, _new = Salt.objects.get_or_create(
        day=today, defaults={"value": secrets.token_bytes(32)}
    )  # fmt: skip
    before = Salt.objects.filter(day=today - dt.timedelta(days=1))
    return [_hash(row.value, network) for row in [salt, *before]]


def _hash(salt: bytes | memoryview, network: bytes) -> str:
    return hmac.new(bytes(salt), network, sha256).hexdigest()


def leave_trace(known: list[str], clinic: Clinic, about: str, *, at: dt.datetime) -> None:
    """Keep for a day that something about a clinic came from a network; nothing when unknown."""
    if known:
        Trace.objects.create(network=known[0], clinic=clinic, about=about, at=at)
