"""How long a claim usually waits for a moderator: from the decisions of the last 90 days."""

from __future__ import annotations

import datetime as dt
from math import ceil
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.claims.models import Claim

LOOK_BACK = dt.timedelta(days=90)
HOUR = dt.timedelta(hours=1)


def usual_time(*, at: dt.datetime) -> str:
    """A sentence: within which time half of the claims of the last 90 days were decided.

    Says so when none was decided. What was withdrawn does not count. One query.
    """
    decided = Claim.objects.filter(decided_at__gt=at - LOOK_BACK, asked_at__isnull=False)
    decided = decided.exclude(decision=Claim.Decision.WITHDRAWN)
    rows = decided.values_list("asked_at", "decided_at")
    waited = [(end - start).total_seconds() for start, end in rows if start and end]
    if not waited:
        return _("Nothing was decided in the last 90 days, so we cannot say how long it takes.")
    sentence = ngettext(
        "The one request that was decided in the last 90 days took %(time)s.",
        "Of the %(n)d requests that were decided in the last 90 days, half took %(time)s.",
        len(waited),
    )
    return sentence % {"n": len(waited), "time": _at_most(dt.timedelta(seconds=median(waited)))}


def _at_most(time: dt.timedelta) -> str:
    """A time in words, rounded up to hours, or to days when it is longer than two days."""
    hours = max(1, ceil(time / HOUR))
    if hours <= 48:
        return ngettext("%d hour at most", "%d hours at most", hours) % hours
    days = ceil(hours / 24)
    return ngettext("%d day at most", "%d days at most", days) % days
