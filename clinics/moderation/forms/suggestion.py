"""The form that decides a suggestion: what is asked for depends on what was suggested."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.listing.models import HiddenFor
from clinics.reviews.forms import MultilineField
from clinics.suggestions.fields import AddressFields, DayField
from clinics.suggestions.models import Suggestion

Kind, Outcome = Suggestion.Kind, Suggestion.Outcome
DONE, CANDIDATE, REFUSED = Outcome.DONE.value, Outcome.CANDIDATE.value, Outcome.REFUSED.value

DONE_LABELS = {
    Kind.ADD: gettext_lazy("Publish it"),
    Kind.CLOSED: gettext_lazy("It has closed"),
    Kind.MOVED: gettext_lazy("It moves"),
    Kind.NOT_A_CLINIC: gettext_lazy("Hide it"),
    Kind.DUPLICATE: gettext_lazy("Compare the two as a pair"),
    Kind.DANGEROUS: gettext_lazy("Hide it"),
    Kind.REMOVAL: gettext_lazy("Remove it"),
    Kind.OTHER: gettext_lazy("Dealt with"),
}
"""What DONE is called, by kind."""
REFUSED_LABELS = {
    Kind.ADD: gettext_lazy("Do not list it"),
    Kind.CLOSED: gettext_lazy("It has not closed"),
    Kind.MOVED: gettext_lazy("It does not move"),
    Kind.DUPLICATE: gettext_lazy("These are two clinics"),
}
"""What REFUSED is called where it is not “Change nothing”."""


class DecisionForm(forms.Form):
    """One decision, with words to who asked. What changes nothing needs a reason."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a decision.")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("No reason")), *Suggestion.Reason.choices],
        required=False,
    )
    answer = MultilineField(
        label=gettext_lazy("Words to who asked"),
        help_text=gettext_lazy("They are mailed. Name no person."),
        max_length=Suggestion.MAX_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, suggestion: Suggestion, initial: Any = None) -> None:
        """`suggestion` is what is decided."""
        super().__init__(data, label_suffix="", initial=initial)
        kind = Kind(suggestion.kind)
        outcomes: list[tuple[str, Any]] = [(DONE, DONE_LABELS[kind])]
        if kind == Kind.ADD and suggestion.clinic is None:
            outcomes.append((CANDIDATE, _("Keep it as a candidate")))
        outcomes.append((REFUSED, REFUSED_LABELS.get(kind) or _("Change nothing")))
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that only this kind has."""
        return [field for field in self if field.name not in DecisionForm.base_fields]

    @property
    def is_done(self) -> bool:
        """Whether what was suggested is to be done."""
        return self.data.get("outcome") == DONE

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where nothing changes; there, forget what only doing it asks for."""
        typed = super().clean() or {}
        if typed.get("outcome") == REFUSED and not typed.get("reason"):
            self.add_error("reason", _("Choose a reason. Who asked is told."))
        if not self.is_done:
            for field in self.more:
                self.errors.pop(field.name, None)
        return typed

    @property
    def decision(self) -> dict[str, Any]:
        """What was chosen, as arguments of the action."""
        return {name: self.cleaned_data[name] for name in ("outcome", "reason", "answer")}


class ClosedForm(DecisionForm):
    """Since when it is closed."""

    since = DayField(label=gettext_lazy("Closed since"), before=20 * 366, ahead=0)

    @property
    def decision(self) -> dict[str, Any]:
        """With the day."""
        return super().decision | {"since": self.cleaned_data.get("since")}


class DangerForm(DecisionForm):
    """Why it is hidden."""

    hidden_for = forms.ChoiceField(
        label=gettext_lazy("Hidden because"),
        choices=[("", gettext_lazy("Choose a reason")), *HiddenFor.choices],
        error_messages={"required": gettext_lazy("Choose why it is hidden.")},
    )

    @property
    def decision(self) -> dict[str, Any]:
        """With the reason for moderators."""
        return super().decision | {"hidden_for": self.cleaned_data.get("hidden_for", "")}


class MoveForm(AddressFields, DecisionForm):
    """The new address, and the day from which it holds."""

    since = DayField(label=gettext_lazy("From which day?"), before=20 * 366, ahead=2 * 366)
    field_order = ("outcome", "reason", "answer")

    @property
    def decision(self) -> dict[str, Any]:
        """With the address and the day, if it moves."""
        if not self.is_done:
            return super().decision
        return super().decision | {"address": self.address, "since": self.cleaned_data["since"]}


FORMS: dict[str, type[DecisionForm]] = {
    Kind.CLOSED: ClosedForm, Kind.DANGEROUS: DangerForm, Kind.MOVED: MoveForm,
}  # fmt: skip


def decision_form(suggestion: Suggestion, data: Any = None) -> DecisionForm:
    """The form for a suggestion, filled with what was typed."""
    typed = suggestion.values
    initial = typed | {"since": typed.get("since") or typed.get("holds_from")}
    form = FORMS.get(suggestion.kind, DecisionForm)
    return form(data, suggestion=suggestion, initial=initial)
