"""How long something usually took lately: from what was decided in the last 90 days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import ceil

from django.db.models import Aggregate, Count, DurationField, F, QuerySet

LOOK_BACK = dt.timedelta(days=90)
HOUR = dt.timedelta(hours=1)


class Median(Aggregate):
    """The value in the middle."""

    template = "percentile_cont(0.5) within group (order by %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, kw_only=True)
class UsualTime:
    """How many were decided in the last 90 days, and in which time half of them; None of none."""

    count: int
    median: dt.timedelta | None

    @property
    def hours(self) -> int:
        """The median, rounded up to hours; at least one."""
        return max(1, ceil((self.median or HOUR) / HOUR))

    @property
    def days(self) -> int:
        """The same rounded up to days; 0 when two days or less are better said in hours."""
        return 0 if self.hours <= 48 else ceil(self.hours / 24)


def usual_time_of(rows: QuerySet, begins: str, ends: str, *, at: dt.datetime) -> UsualTime:
    """The usual time between two columns of decided rows, as of a moment. One query."""
    lately = rows.order_by().filter(**{f"{ends}__gt": at - LOOK_BACK, f"{begins}__isnull": False})
    return UsualTime(**lately.aggregate(count=Count("pk"), median=Median(F(ends) - F(begins))))
