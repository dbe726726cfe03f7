"""Traces: which network something came from, as a hash that nobody can undo after a day."""

from __future__ import annotations

import datetime as dt
import hmac
import ipaddress
import secrets
from collections.abc import Iterable
from hashlib import sha256

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from clinics.listing.models import Clinic
from clinics.reviews.models import ReviewRefused
from clinics.reviews.reports import Salt, Trace

LIFE = dt.timedelta(hours=24)
"""How long a trace is kept, and compared with others."""
AN_HOUR = 60
"""Reviews and reports from one network within an hour: a hospital's hundreds share one address."""


def plain_network(address: str) -> str:
    """The network of an address: IPv4 as it is, of IPv6 the /64 that one line has; '' unknown."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    if mapped.version == 4:
        return str(mapped)
    return str(ipaddress.ip_network((mapped, 64), strict=False))


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


def _hash(salt: bytes, network: bytes) -> str:
    return hmac.new(bytes(salt), network, sha256).hexdigest()


def refuse_a_flood(known: Iterable[str], *, at: dt.datetime) -> None:
    """Raise ReviewRefused, saying when to come back, past AN_HOUR of one network."""
    hour = dt.timedelta(hours=1)
    lately = Trace.objects.filter(network__in=list(known), at__gt=at - hour, at__lte=at)
    times = list(lately.order_by("-at").values_list("at", flat=True)[:AN_HOUR])
    if len(times) >= AN_HOUR:
        again = timezone.localtime(times[-1] + hour + dt.timedelta(minutes=1))
        raise ReviewRefused(
            _("Very much came from your network within an hour. Try again at %(time)s.")
            % {"time": time_format(again, "P")}
        )


def leave_trace(known: list[str], clinic: Clinic, about: str, *, at: dt.datetime) -> None:
    """Keep for a day that something about a clinic came from a network; nothing when unknown."""
    if known:
        Trace.objects.create(network=known[0], clinic=clinic, about=about, at=at)


def came_before(known: list[str], clinic: Clinic, about: str, *, at: dt.datetime) -> bool:
    """Whether the same came from that network within a day."""
    traces = Trace.objects.filter(network__in=known, clinic=clinic, about=about)
    return traces.filter(at__gt=at - LIFE).exists()


def about_review(review_id: int) -> str:
    """What the trace of a review is about; codes of facts hold no blank."""
    return f"review {review_id}"
