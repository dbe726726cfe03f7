"""The form with which a moderator asks a clinic something."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.inquiries.actions.inquire import LONGEST
from clinics.inquiries.models import Inquiry

USUAL = dt.timedelta(days=14)


class AskForm(forms.Form):
    """The question, and the last day to answer it."""

    words = forms.CharField(
        label=_("What do you ask?"),
        help_text=_("It is mailed as it stands. Write nothing about a patient or a reporter."),
        max_length=Inquiry.MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the question.")},
    )
    answer_by = forms.DateField(
        label=_("To be answered by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day."),
                        "invalid": _("Give a day such as 2026-03-31.")},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        """Blank: two weeks from today."""
        day = timezone.localdate() + USUAL
        super().__init__(data, label_suffix="", initial={"answer_by": day})

    def clean_answer_by(self) -> dt.date:
        """From tomorrow on, and not too far ahead."""
        day = self.cleaned_data["answer_by"]
        if not dt.timedelta() < day - timezone.localdate() <= LONGEST:
            raise forms.ValidationError(_("Give a day from tomorrow on, at most 90 days ahead."))
        return day
