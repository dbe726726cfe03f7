"""The form that decides a credential: the outcome, how it was checked, until when it is valid."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.credentials.actions.decide import outcomes_of
from clinics.credentials.credential_kinds import LOOKED_UP, METHODS, VALID_DAYS
from clinics.credentials.models import Check, Credential, CredentialCase
from clinics.moderation.forms.decisions import MAX_CHARACTERS

A_YEAR = 365


class CredentialDecisionForm(forms.Form):
    """The decision on a credential; a confirmation also says how and until when."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an outcome.")},
    )
    method = forms.ChoiceField(label=_("How you checked it"), required=False)
    source_url = forms.URLField(
        label=_("Web address where you looked it up"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Enter a web address that starts with https://.")},
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Type a date, such as 2027-03-31.")},
    )
    note = forms.CharField(
        label=_("Note for moderators"),
        required=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    words = forms.CharField(
        label=_("Message to the clinic"),
        required=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, case: CredentialCase, address: str = "") -> None:
        """With the outcomes and methods of the case; `address` is where it can be looked up."""
        self.case, self.kind = case, case.credential.kind
        methods = METHODS[self.kind]
        initial = {
            "method": methods[0],
            "valid_until": suggested_day(case),
            "source_url": address if methods[0] in LOOKED_UP else "",
        }
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["outcome"].choices = outcomes_of(case)  # type: ignore[attr-defined]
        self.fields["method"].choices = [(m, Check.Method(m).label) for m in methods]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Require the fields that the chosen outcome needs."""
        typed = super().clean() or {}
        outcome = typed.get("outcome")
        if outcome == "confirmed":
            self._need(typed, "valid_until", _("Enter the last day on which it is valid."))
            if typed.get("method") in LOOKED_UP:
                self._need(typed, "source_url", _("Enter the web address where you looked it up."))
        if outcome in ("refused", "asked-back"):
            self._need(typed, "words", _("Write a message that the clinic understands."))
        if outcome in ("confirmed", "excluded") and self.kind == Credential.Kind.NOT_EXCLUDED:
            self._need(typed, "note", _(
                "Write which second identifier shows that it is this person, or another one."
            ))  # fmt: skip
        if outcome and outcome != "asked-back":
            self._need(typed, "method", _("Choose how you checked it."))
        if typed.get("method") not in LOOKED_UP:
            typed["source_url"] = ""
        return typed

    def _need(self, typed: dict[str, Any], name: str, message: Any) -> None:
        if not typed.get(name) and name not in self.errors:
            self.add_error(name, message)

    @property
    def outcome_label(self) -> str:
        """The chosen outcome, in words."""
        return str(dict(outcomes_of(self.case))[self.cleaned_data["outcome"]])


def suggested_day(case: CredentialCase) -> dt.date:
    """The last valid day of a usual confirmation: never after the credential expires."""
    usual = timezone.localdate() + dt.timedelta(days=VALID_DAYS.get(case.credential.kind, A_YEAR))
    expires_on = case.expires_on or case.credential.expires_on
    return min(usual, expires_on) if expires_on else usual
