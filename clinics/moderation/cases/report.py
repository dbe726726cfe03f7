"""The page of a report that an answer of a listing is wrong."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.listing.models import Clinic
from clinics.moderation.cases.base import CaseDecidedAgain
from clinics.moderation.forms.report import DeskResolveForm
from clinics.moderation.forms.reviews import AgainForm
from clinics.reviews.abuse import FLAGS
from clinics.reviews.models import Report
from clinics.reviews.reported_answer import ReportedAnswer, answer_then, reported_answer

MOST_OTHERS = 10
"""How many other open reports of the same answer are shown."""


class ReportCase(CaseDecidedAgain):
    """Everything about one report that its page shows. No key closes it: each end says something
    about the listing that nobody has looked up yet.
    """

    def __init__(self, report: Report, *, by: User, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(report, by=by, data=data)
        self.report = report
        self.kind = "distress-report" if report.is_distress else "report"
        self.clinic: Clinic = Clinic.objects.with_answers().get(pk=report.clinic_id)
        self.form = DeskResolveForm(data)
        self.again = AgainForm(reasons=Report.Again)

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a moderator: open, or closed by the clinic a short time ago."""
        return not self.report.resolution or self.report.waits_until is not None

    @property
    def is_decided(self) -> bool:
        """Whether somebody has closed it."""
        return bool(self.report.resolution)

    @property
    def answer_then(self) -> str:
        """What the listing said when it was reported, in words; '' when that was not kept."""
        return answer_then(self.report)

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
        """Who closed the report, and whether they did it for the clinic."""
        by = str(self.report.resolved_by or _("a deleted account"))
        return f"{by} ({_('speaks for the clinic')})" if self.report.closed_by_clinic else by

    @cached_property
    def others(self) -> list[Report]:
        """Other open reports of the same answer, oldest first."""
        same = Report.objects.waiting().filter(clinic=self.clinic.pk, code=self.report.code)
        return list(same.exclude(pk=self.pk)[:MOST_OTHERS])
