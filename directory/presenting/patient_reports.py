"""Patients' open reports that an answer is wrong. Pages show them next to the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from clinics.reviews.models import BY_MODERATOR, Report
from directory.presenting import wording
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import ngettext
from directory.presenting.prepared import MOMENT, Prepared, among


@dataclass(frozen=True, kw_only=True)
class Reported:
    """The open reports of one answer: how many, since when, and whether a moderator made one."""

    count: int
    since: dt.date
    is_disputed: bool = False

    def __str__(self) -> str:
        """In words: `2 unconfirmed reports since 3 March 2026`."""
        if self.is_disputed:
            day = {"day": wording.day(self.since)}
            return _("disputed by a moderator, reported since %(day)s") % day
        return ngettext(
            "%(n)d unconfirmed report since %(day)s",
            "%(n)d unconfirmed reports since %(day)s",
            self.count,
        ) % {"n": self.count, "day": wording.day(self.since)}


Reports = Mapping[str, Reported]
"""The open reports of one clinic, by the code of the answer."""


def reported(clinic_ids: Iterable[int]) -> dict[int, dict[str, Reported]]:
    """The open reports of each clinic asked for, by code. One query."""
    by_clinic: dict[int, dict[str, Reported]] = {pk: {} for pk in clinic_ids}
    for clinic, code, count, first, disputes in _REPORTED.rows(by_clinic, at=timezone.now()):
        by_clinic[clinic][code] = Reported(
            count=count, since=timezone.localdate(first), is_disputed=disputes > 0
        )
    return by_clinic


def _reported() -> QuerySet[Report, tuple[Any, ...]]:
    rows = Report.objects.counted(at=MOMENT).filter(clinic__in=among()).order_by("clinic", "code")
    by_moderator = Count("pk", filter=Q(resolution="", flags__contains=[BY_MODERATOR]))
    return rows.values_list("clinic", "code").annotate(
        Count("pk"), Min("at"), disputes=by_moderator
    )


_REPORTED = Prepared(_reported)

MAY_HAVE = "exists (select from clinics_report r where r.clinic_id = c.clinic_id)"
"""In a query of clinics `c`: false only where `reported` finds nothing."""


def of_codes(reports: Reports, codes: Collection[str]) -> list[tuple[str, Reported]]:
    """The reports of these codes, in this order."""
    return [(code, reports[code]) for code in codes if code in reports]
