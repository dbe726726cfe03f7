"""The page of a question that a moderator asked a clinic."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from clinics.accounts.models import User
from clinics.inquiries.models import Inquiry
from clinics.listing.models import Clinic
from clinics.moderation.cases.base import Case


class InquiryCase(Case):
    """One question, with the answer once there is one. Every moderator may close it."""

    kind = "inquiry"

    def __init__(self, inquiry: Inquiry, *, by: User, data: Any = None) -> None:
        """`data` is what was posted; closing takes nothing else."""
        super().__init__(inquiry, by=by, data=data)
        self.inquiry = inquiry
        self.clinic: Clinic = inquiry.clinic
        self.form = forms.Form(data)

    @property
    def is_waiting(self) -> bool:
        """Whether it is still open, for the clinic or for moderators."""
        return self.inquiry.decided_at is None

    @property
    def is_due(self) -> bool:
        """Whether it waits for a moderator: answered, or its day is over."""
        is_late = self.inquiry.answer_by < timezone.localdate()
        return self.is_waiting and (bool(self.inquiry.answered_at) or is_late)
