"""How long a claim usually waits for a moderator, in words."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.claims.models import Claim
from clinics.usual_times import UsualTime, usual_time_of


def usual_time(*, at: dt.datetime) -> str:
    """A sentence: within which time half of the claims of the last 90 days were decided.

    Says so when none was decided. What was withdrawn does not count. One query.
    """
    decided = Claim.objects.exclude(decision=Claim.Decision.WITHDRAWN)
    usual = usual_time_of(decided, "asked_at", "decided_at", at=at)
    if usual.median is None:
        return _("Nothing was decided in the last 90 days, so we cannot say how long it takes.")
    sentence = ngettext(
        "The one request that was decided in the last 90 days took %(time)s.",
        "Of the %(n)d requests that were decided in the last 90 days, half took %(time)s.",
        usual.count,
    )
    return sentence % {"n": usual.count, "time": _at_most(usual)}


def _at_most(usual: UsualTime) -> str:
    if usual.days:
        return ngettext("%d day at most", "%d days at most", usual.days) % usual.days
    return ngettext("%d hour at most", "%d hours at most", usual.hours) % usual.hours
