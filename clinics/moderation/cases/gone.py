"""The page of a clinic that a list no longer has."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.functional import cached_property

from clinics.accounts.models import User
from clinics.listing.models import Absence, Clinic, SourceRecord
from clinics.listing.search_row import last_confirmed
from clinics.listing.source_rows import records_of
from clinics.moderation.cases.base import CaseDecidedAgain
from clinics.moderation.forms.gone import GoneForm
from clinics.moderation.forms.reviews import AgainForm


class GoneCase(CaseDecidedAgain):
    """Everything that the page shows. No key decides it: somebody has to call first."""

    kind = "gone"

    def __init__(self, absence: Absence, *, by: User, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(absence, by=by, data=data)
        self.absence = absence
        self.clinic: Clinic = Clinic.objects.with_answers().get(pk=absence.clinic_id)
        self.form = GoneForm(data, label_suffix="")
        self.again = AgainForm(reasons=Absence.Again)

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be decided."""
        absence = self.absence
        return not (absence.outcome or absence.ended_on) and self.clinic.is_published

    @property
    def is_decided(self) -> bool:
        """Whether a moderator decided it."""
        return bool(self.absence.outcome)

    @cached_property
    def records(self) -> list[SourceRecord]:
        """All rows of all lists that describe the clinic. One query."""
        return records_of([self.clinic.pk])[self.clinic.pk]

    @property
    def last_said(self) -> dt.date | None:
        """When the clinic last repeated an answer, or somebody else last confirmed one."""
        return last_confirmed(self.clinic, self.clinic.facts.all(), self.clinic.prices.all())
