"""How often one network may ask. Nothing about the network or the question is stored or logged."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.throttling import ScopedRateThrottle

from clinics.reviews.traces import network_of

KEY = secrets.token_bytes(32)
"""Networks are hashed with it. It is made when the process starts, and ends with the process."""


class NetworkThrottle(ScopedRateThrottle):
    """Limits each network to the rate of the view's `throttle_scope`.

    Counts in the memory of the process: an answer of the API must not write to the database.
    """

    cache = caches["throttles"]

    def get_ident(self, request: Request) -> str:
        """The keyed hash of the network that asks.

        All requests whose address is unknown (a server on a Unix socket without PROXY=1) count as
        one network.
        """
        try:
            address = get_adapter(request).get_client_ip(request)
        except PermissionDenied:
            address = ""
        return hmac.new(KEY, network_of(address).encode(), sha256).hexdigest()
