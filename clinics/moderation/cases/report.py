"""The page of a report that an answer of a listing is wrong."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.listing.models import Clinic
from clinics.memberships.permissions import speaks_for
from clinics.moderation.cases.base import Case
from clinics.reviews.abuse import FLAGS
from clinics.reviews.forms import ResolveForm
from clinics.reviews.models import Report
from clinics.reviews.reported_answer import ReportedAnswer, reported_answer

MOST_OTHERS = 10
"""How many other open reports of the same answer are shown."""


class ReportCase(Case):
    """Everything about one report that its page shows. No key closes it: each end says something
    about the listing that nobody has looked up yet.
    """

    def __init__(self, report: Report, *, by: User, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(report, by=by, data=data)
        self.report = report
        self.kind = "distress-report" if report.is_distress else "report"
        self.clinic: Clinic = Clinic.objects.with_answers().get(pk=report.clinic_id)
        self.form = ResolveForm(data, label_suffix="")

    @property
    def is_waiting(self) -> bool:
        """Whether the report can still be resolved."""
        return not self.report.resolution

    @cached_property
    def answer(self) -> ReportedAnswer:
        """What the listing says now under the reported code."""
        return reported_answer(self.clinic, self.report.code)

    @property
    def flags(self) -> list[str]:
        """Its signs of abuse, in words."""
        return [str(FLAGS.get(code, code)) for code in self.report.flags]

    @property
    def closed_by(self) -> str:
        """Who closed the report, and whether they speak for the clinic. At most one query."""
        by = self.report.resolved_by
        if by is not None and speaks_for(by, self.report.clinic_id):
            return f"{by} ({_('speaks for the clinic')})"
        return str(by or "")

    @cached_property
    def others(self) -> list[Report]:
        """Other open reports of the same answer, oldest first."""
        same = Report.objects.waiting().filter(clinic=self.clinic.pk, code=self.report.code)
        return list(same.exclude(pk=self.pk)[:MOST_OTHERS])
