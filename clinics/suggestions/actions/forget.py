"""Delete suggestions that are past the time that the privacy page promises. Run every hour."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from clinics.reviews.actions.forget import OPEN, RESOLVED, seal_anew
from clinics.reviews.links import CONFIRM_WITHIN
from clinics.suggestions.models import Suggestion


def forget_suggestions(*, on: dt.date | None = None, at: dt.datetime | None = None) -> int:
    """Delete suggestions that were never confirmed, or are past their time; how many.

    Time is measured from the moment `at` (now), whatever `on` says. Addresses that an older key
    sealed are sealed with the newest one.
    """
    at = at or timezone.now()
    gone = Suggestion.objects.filter(
        Q(confirmed_at=None, at__lte=at - CONFIRM_WITHIN)
        | Q(decided_at__lte=at - RESOLVED)
        | Q(outcome="", confirmed_at__lte=at - OPEN)
    ).delete()[0]
    Suggestion.objects.exclude(outcome="").exclude(sealed=b"").update(sealed=b"")
    seal_anew(Suggestion.objects.exclude(sealed=b""))
    return gone
