"""What a clinic wants to know of the directory: how long a moderator takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.models import Claim, ProposedChange, Suggestion

LOOK_BACK = dt.timedelta(days=90)
HOUR = dt.timedelta(hours=1)


class Median(Aggregate):
    """The value in the middle."""

    template = "percentile_cont(0.5) within group (order by %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, kw_only=True)
class UsualTime:
    """How many of a kind were decided in the last 90 days, and in which time half of them."""

    what: Promise
    count: int
    median: dt.timedelta | None

    @property
    def words(self) -> str:
        """`half within 2 days, of 14 decided in the last 90 days`; plainly, if there was none."""
        if self.median is None:
            return _("none was decided in the last 90 days, so we cannot say")
        words = {"n": self.count, "time": _at_most(self.median)}
        return (
            ngettext(
                "%(time)s; %(n)d was decided in the last 90 days",
                "half of them %(time)s; %(n)d were decided in the last 90 days",
                self.count,
            )
            % words
        )


def _at_most(time: dt.timedelta) -> str:
    """A time rounded up to hours, or to days when it is longer than two days."""
    hours = max(1, ceil(time / HOUR))
    if hours <= 48:
        return ngettext("within %d hour", "within %d hours", hours) % hours
    days = ceil(hours / 24)
    return ngettext("within %d day", "within %d days", days) % days


def usual_times(*, at: dt.datetime) -> list[UsualTime]:
    """How long moderators took lately, by what they decided. Three queries."""
    by_moderator = Q(closed_as=ProposedChange.Closed.DECIDED)
    claims = Claim.objects.exclude(decision__in=["", Claim.Decision.WITHDRAWN])
    kinds: list[tuple[Any, QuerySet, str, str]] = [
        (gettext_lazy("A clinic that is missing, or a word about a listing"),
         Suggestion.objects.all().decided(), "confirmed_at", "decided_at"),
        (gettext_lazy("A request to speak for a clinic"), claims, "asked_at", "decided_at"),
        (gettext_lazy("An edit of a listing"), ProposedChange.objects.filter(by_moderator),
         "proposed_at", "closed_at"),
    ]  # fmt: skip
    return [_usual(what, rows, begins, ends, at) for what, rows, begins, ends in kinds]


def _usual(what: Promise, rows: QuerySet, begins: str, ends: str, at: dt.datetime) -> UsualTime:
    lately = rows.order_by().filter(**{f"{ends}__gt": at - LOOK_BACK, f"{begins}__isnull": False})
    found = lately.aggregate(count=Count("pk"), median=Median(F(ends) - F(begins)))
    return UsualTime(what=what, **found)
