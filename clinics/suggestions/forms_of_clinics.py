"""The forms of the steps that a clinic takes with its listing as a whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.listing.models import Clinic
from clinics.reviews.forms import MultilineField
from clinics.suggestions.fields import AddressFields, DayField, TidyField
from clinics.suggestions.models import Suggestion
from clinics.suggestions.pasted_link import listing_of

YEAR, YEARS = 366, 20 * 366


class StepForm(forms.Form):
    """A step that asks for nothing."""

    def __init__(self, data: Any = None, *, clinic: Clinic) -> None:
        """`clinic` is the listing of the step."""
        super().__init__(data, label_suffix="")
        self.clinic = clinic

    @property
    def arguments(self) -> dict[str, Any]:
        """What was typed, as arguments of the step's action."""
        return dict(self.cleaned_data)


def _words(*, label: Any, required: str = "") -> MultilineField:
    """A field for words to the moderator."""
    return MultilineField(
        label=label,
        max_length=Suggestion.MAX_WORDS,
        required=bool(required),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required},
    )


class PauseForm(StepForm):
    """How long a pause lasts."""

    until = DayField(
        label=gettext_lazy("Last day of the pause (optional)"),
        help_text=gettext_lazy("Leave it blank for a pause without an end."),
        before=0,
        ahead=2 * YEAR,
        required=False,
    )


class ClosedForm(StepForm):
    """Since when a clinic is closed."""

    since = DayField(
        label=gettext_lazy("Since which day?"), before=YEARS, ahead=0, initial=timezone.localdate
    )
    words = _words(
        label=gettext_lazy("What should a moderator know? For example where records are (optional)")
    )


class MoveForm(AddressFields, StepForm):
    """The new address, and the day from which it holds."""

    holds_from = DayField(label=gettext_lazy("From which day?"), before=YEARS, ahead=2 * YEAR)
    words = _words(label=gettext_lazy("What should a moderator know? (optional)"))

    @property
    def arguments(self) -> dict[str, Any]:
        """The address, the day and the words."""
        typed = self.cleaned_data
        values = self.address | {"holds_from": typed["holds_from"].isoformat()}
        return {"values": values, "words": typed["words"]}


class DuplicateForm(StepForm):
    """The other listing of the same clinic."""

    other_link = TidyField(
        label=gettext_lazy("The link to the page of the other listing"),
        help_text=gettext_lazy("Find it by a search, open it, and copy the address."),
        max_length=300,
        error_messages={"required": gettext_lazy("Say which listing is the same clinic.")},
    )
    words = _words(label=gettext_lazy("What should a moderator know? (optional)"))

    def clean_other_link(self) -> Clinic:
        """The listing that the link leads to."""
        found = listing_of(self.cleaned_data["other_link"])
        if found is None:
            raise forms.ValidationError(_("This is no link to a listing of this directory."))
        if found.pk == self.clinic.pk:
            raise forms.ValidationError(_("This is the listing itself. Give the other one."))
        return found

    @property
    def arguments(self) -> dict[str, Any]:
        """The other listing and the words."""
        return {"other": self.cleaned_data["other_link"], "words": self.cleaned_data["words"]}


class RemovalForm(StepForm):
    """Why a listing should go."""

    words = _words(
        label=gettext_lazy("Why?"),
        required=gettext_lazy("Write in a few words why."),  # type: ignore[arg-type]
    )


class OtherForm(StepForm):
    """Anything else."""

    words = _words(
        label=gettext_lazy("What is it?"),
        required=gettext_lazy("Write in a few words what it is."),  # type: ignore[arg-type]
    )
