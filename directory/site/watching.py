"""Who may ask how the site is doing: whoever has METRICS_TOKEN, and whoever is on this machine."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

WITHOUT_TOKEN = "Send METRICS_TOKEN as a bearer token.\n"


def has_token(request: HttpRequest) -> bool:
    """Whether METRICS_TOKEN is set, and the request bears it."""
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    is_right = constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    return bool(settings.METRICS_TOKEN) and scheme.lower() == "bearer" and is_right


def is_of_this_machine(request: HttpRequest) -> bool:
    """Whether somebody asks on this machine, by loopback or a socket, and not through a proxy.

    A proxy on this machine has the same address. It says for whom it asks, whatever that one wrote.
    """
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    address = request.META.get("REMOTE_ADDR", "")
    try:
        return not address or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
