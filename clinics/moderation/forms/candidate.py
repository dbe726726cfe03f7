"""The form that decides a candidate."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.candidates.models import Candidate
from clinics.listing.models import Clinic
from clinics.moderation.other_listing import meant_by
from clinics.reviews.forms import MultilineField
from clinics.suggestions.fields import DayField

OPEN, NO_CLINIC, LATER, DUPLICATE = "open", "no-clinic", "later", "duplicate"
DAYS_LATER = 7
"""For how many days *later* puts a candidate off, unless another day is chosen."""


class CandidateForm(forms.Form):
    """Open it, hide it, ask again after a day, or name the listing that is the same clinic."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (OPEN, _("Open it")),
            (NO_CLINIC, _("Not a clinic of this kind")),
            (LATER, _("Not now")),
            (DUPLICATE, _("It is listed already")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    until = DayField(label=_("Ask again after"), before=0, ahead=366, required=False)
    other = forms.CharField(
        label=_("The other listing"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = MultilineField(
        label=_("How do you know?"),
        help_text=_(
            "Such as: I called on 3 March. They give IV ketamine. The history of the listing "
            "shows it to everybody."
        ),
        max_length=Candidate.MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, clinic: Clinic) -> None:
        """`clinic` is the candidate's listing."""
        day = timezone.localdate() + dt.timedelta(days=DAYS_LATER)
        super().__init__(data, label_suffix="", initial={"until": day})
        self.clinic, self.choices = clinic, list[Clinic]()

    def clean(self) -> dict[str, Any]:
        """Ask for what the decision needs, and forget what only other decisions ask for."""
        typed = super().clean() or {}
        decision = typed.get("decision")
        if decision == OPEN and not typed.get("words") and "words" not in self.errors:
            self.add_error("words", _("Write how you know."))
        if decision != LATER:
            self.errors.pop("until", None)
        elif not typed.get("until") and "until" not in self.errors:
            self.add_error("until", _("Give a day such as 2026-03-31."))
        if decision != DUPLICATE:
            self.errors.pop("other", None)
        elif "other" not in self.errors:
            typed["other"] = self._other(typed.get("other", ""))
        return typed

    def _other(self, typed: str) -> Clinic | None:
        """The listing that is meant; None, with the reason at the field, if it is not one."""
        if not typed:
            self.add_error("other", _("Paste the link of the other listing, or type its name."))
            return None
        meant = meant_by(typed, beside=self.clinic)
        self.choices = meant.choices
        if meant.clinic is None:
            self.add_error("other", meant.problem)
        return meant.clinic
