"""What a clinic wants to know of the directory: how long a moderator takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.models import Claim, ProposedChange, Suggestion
from clinics.usual_times import UsualTime, usual_time_of


@dataclass(frozen=True, kw_only=True)
class KindOfDecision:
    """Something that moderators decide, and how long that usually takes."""

    what: Promise
    usual: UsualTime

    @property
    def words(self) -> str:
        """`half within 2 days, of 14 decided in the last 90 days`; plainly, if there was none."""
        if self.usual.median is None:
            return _("none was decided in the last 90 days, so we cannot say")
        words = {"n": self.usual.count, "time": _within(self.usual)}
        return (
            ngettext(
                "%(time)s; %(n)d was decided in the last 90 days",
                "half of them %(time)s; %(n)d were decided in the last 90 days",
                self.usual.count,
            )
            % words
        )


def _within(usual: UsualTime) -> str:
    if usual.days:
        return ngettext("within %d day", "within %d days", usual.days) % usual.days
    return ngettext("within %d hour", "within %d hours", usual.hours) % usual.hours


def usual_times(*, at: dt.datetime) -> list[KindOfDecision]:
    """How long moderators took lately, by what they decided. Three queries."""
    claims = Claim.objects.exclude(decision__in=["", Claim.Decision.WITHDRAWN])
    changes = ProposedChange.objects.filter(closed_as=ProposedChange.Closed.DECIDED)
    return [
        KindOfDecision(what=what, usual=usual_time_of(rows, begins, ends, at=at))
        for what, rows, begins, ends in (
            (gettext_lazy("A clinic that is missing, or a word about a listing"),
             Suggestion.objects.all().decided(), "confirmed_at", "decided_at"),
            (gettext_lazy("A request to speak for a clinic"), claims, "asked_at", "decided_at"),
            (gettext_lazy("An edit of a listing"), changes, "proposed_at", "closed_at"),
        )
    ]  # fmt: skip
