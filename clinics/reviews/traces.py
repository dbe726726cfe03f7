"""Traces: the hashed networks that reviews and reports were sent from in the last 24 hours.

A trace is the sender's IP address (of IPv6 the /64 network), hashed with a salt that is deleted
after a day. It shows that two things came from one network, and never from which. This module
reads traces; `actions.traces` writes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from clinics.listing.models import Clinic
from clinics.reviews.models import ReviewRefused, Trace

KEPT_FOR = dt.timedelta(hours=24)
"""How long a trace is kept and compared with others."""
MOST_AN_HOUR = 60
"""Reviews and reports that one network can send in an hour.

It is this high because the hundreds of people in a hospital may share one address.
"""


def refuse_a_flood(
    hashes: Iterable[str], *, at: dt.datetime, about: str = "", most: int = MOST_AN_HOUR
) -> None:
    """Raise ReviewRefused, saying when to come back, once a network sent `most` in an hour.

    Only what begins with `about` counts.
    """
    hour = dt.timedelta(hours=1)
    lately = Trace.objects.filter(network__in=list(hashes), at__gt=at - hour, at__lte=at)
    lately = lately.filter(about__startswith=about)
    times = list(lately.order_by("-at").values_list("at", flat=True)[:most])
    if len(times) >= most:
        again = timezone.localtime(times[-1] + hour + dt.timedelta(minutes=1))
        raise ReviewRefused(
            _(
                "Too many reviews and reports were sent from your network in the last hour. "
                "After %(time)s you can try again."
            )
            % {"time": time_format(again, "P")}
        )


def was_reported_before(
    hashes: Iterable[str], clinic: Clinic | None, code: str, *, at: dt.datetime
) -> bool:
    """Whether the network has sent the same about the clinic in the last 24 hours."""
    return _recent(hashes, clinic, at).filter(about=code).exists()


def was_reviewed_before(hashes: Iterable[str], clinic: Clinic, *, at: dt.datetime) -> bool:
    """Whether the network has sent a review of the clinic in the last 24 hours."""
    return _recent(hashes, clinic, at).filter(about__startswith="review ").exists()


def _recent(hashes: Iterable[str], clinic: Clinic | None, at: dt.datetime) -> QuerySet[Trace]:
    return Trace.objects.filter(network__in=list(hashes), clinic=clinic, at__gt=at - KEPT_FOR)


def about_review(review_id: int) -> str:
    """What `Trace.about` holds for a review; the blank keeps it apart from the codes of reports."""
    return f"review {review_id}"
