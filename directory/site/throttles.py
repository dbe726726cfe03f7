"""How often one network may ask. Nothing about the network or the question is stored or logged.

Counts in the memory of the process: an answer that only reads must not write to the database.
"""

from __future__ import annotations

import hmac
import math
import secrets
import time
from dataclasses import dataclass
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from clinics.networks import network_of

KEY = secrets.token_bytes(32)
"""Networks are hashed with it. It is made when the process starts, and ends with the process."""
WINDOW = 60
"""For how many seconds a request counts."""
clock = time.time


@dataclass(frozen=True, kw_only=True)
class Quota:
    """What one network may still ask of the addresses that are counted together as `name`.

    `left` requests of `most` until, in `wait` seconds, the oldest of them counts no more.
    """

    name: str
    most: int
    left: int
    wait: int
    is_spent: bool

    @property
    def headers(self) -> dict[str, str]:
        """It as programs read it: draft-ietf-httpapi-ratelimit-headers-10."""
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.most};w={WINDOW}',
            "RateLimit": f'"{self.name}";r={self.left};t={self.wait}',
        }


def count(request: HttpRequest, name: str) -> Quota:
    """Count a request by its network, unless that network has spent its quota. No query."""
    now, most = clock(), settings.OPEN_DATA_A_MINUTE[name]
    key = f"throttle_{name}_{_network(request)}"
    times = [at for at in caches["throttles"].get(key, ()) if at > now - WINDOW]
    if not (is_spent := len(times) >= most):
        times.append(now)
        caches["throttles"].set(key, times, WINDOW)
    wait = max(1, math.ceil(times[0] + WINDOW - now))
    return Quota(name=name, most=most, left=max(0, most - len(times)), wait=wait, is_spent=is_spent)


def _network(request: HttpRequest) -> str:
    """The keyed hash of the network that asks.

    All requests whose address is unknown (a server on a Unix socket without PROXY=1) count as one
    network.
    """
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        address = ""
    return hmac.new(KEY, network_of(address).encode(), sha256).hexdigest()
