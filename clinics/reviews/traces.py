"""Traces of a network, as they are read: what a day's hashes say, and when it is too much."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from clinics.listing.models import Clinic
from clinics.reviews.models import ReviewRefused, Trace

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


def came_before(known: Iterable[str], clinic: Clinic, code: str, *, at: dt.datetime) -> bool:
    """Whether the same fact was reported from that network within a day."""
    return _within_a_day(known, clinic, at).filter(about=code).exists()


def wrote_before(known: Iterable[str], clinic: Clinic, *, at: dt.datetime) -> bool:
    """Whether a review of the clinic was written from that network within a day."""
    return _within_a_day(known, clinic, at).filter(about__startswith="review ").exists()


def _within_a_day(known: Iterable[str], clinic: Clinic, at: dt.datetime) -> QuerySet[Trace]:
    return Trace.objects.filter(network__in=list(known), clinic=clinic, at__gt=at - LIFE)


def about_review(review_id: int) -> str:
    """What the trace of a review is about; codes of facts hold no blank."""
    return f"review {review_id}"
