"""The form that decides what it means that a list no longer has a clinic."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.listing.models import Absence
from clinics.reviews.forms import MultilineField

EARLIEST = dt.date(1990, 1, 1)
"""No clinic of ours closed before this day."""


class GoneForm(forms.Form):
    """It has closed, since a day; or it is open. Both need words: how does one know?"""

    outcome = forms.ChoiceField(
        label=_("What did you find out?"),
        choices=Absence.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found out.")},
    )
    closed_since = forms.DateField(
        label=_("Closed since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Type a date, such as 2027-03-31.")},
    )
    words = MultilineField(
        label=_("How do you know?"),
        help_text=_("Such as: I called on 3 March, and they answered. Of a closed clinic patients "
                    "read it, too."),
        max_length=Absence.MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write how you know.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Require a believable day of a clinic that has closed; drop it of an open one."""
        typed = super().clean() or {}
        if typed.get("outcome") == Absence.Outcome.OPEN:
            typed["closed_since"] = None
        elif typed.get("outcome") and "closed_since" not in self.errors:
            if not (day := typed.get("closed_since")):
                self.add_error("closed_since", _("Enter the day since which it is closed."))
            elif day > timezone.localdate():
                self.add_error("closed_since", _("That day is still to come."))
            elif day < EARLIEST:
                self.add_error("closed_since", _("That day is too long ago."))
        return typed
