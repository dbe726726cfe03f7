"""What a moderator types about a credential: what came out, how it was seen, until when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.credentials.actions.decide import outcomes_of
from clinics.credentials.credential_kinds import LOOKED_UP, METHODS, VALID_DAYS
from clinics.credentials.models import Check, Credential, CredentialCase
from clinics.moderation.forms.decisions import LONGEST

A_YEAR = 365


class CredentialDecisionForm(forms.Form):
    """A decision; a confirmation says where it was seen and until when it holds."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came out.")},
    )
    method = forms.ChoiceField(label=_("How you looked at it"), required=False)
    source_url = forms.URLField(
        label=_("Address where it was looked up"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("This is no address of the web: it begins with https://.")},
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Type a day, such as 2027-03-31.")},
    )
    note = forms.CharField(
        label=_("Note for moderators"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    words = forms.CharField(
        label=_("Words to the clinic"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, case: CredentialCase, address: str = "") -> None:
        """For the outcomes and methods of the case; `address` is where it can be looked up."""
        self.case, self.kind = case, case.credential.kind
        methods = METHODS[self.kind]
        usual = {
            "method": methods[0],
            "valid_until": suggested(case),
            "source_url": address if methods[0] in LOOKED_UP else "",
        }
        super().__init__(data, initial=usual, label_suffix="")
        self.fields["outcome"].choices = outcomes_of(case)  # type: ignore[attr-defined]
        words = {code: Check.Method(code).label for code in methods}
        self.fields["method"].choices = list(words.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for what the decision cannot do without, at its field."""
        typed = super().clean() or {}
        outcome = typed.get("outcome")
        if outcome == "confirmed":
            self._need(typed, "valid_until", _("Say until when it holds."))
            if typed.get("method") in LOOKED_UP:
                self._need(typed, "source_url", _("Say where you looked it up."))
        if outcome in ("refused", "asked-back"):
            self._need(typed, "words", _("Say it in words that the clinic understands."))
        if outcome in ("confirmed", "excluded") and self.kind == Credential.Kind.NOT_EXCLUDED:
            self._need(typed, "note", _(
                "Say by which second identifier you know that it is this, or another, person."
            ))  # fmt: skip
        if outcome and outcome != "asked-back":
            self._need(typed, "method", _("Choose how you looked at it."))
        if typed.get("method") not in LOOKED_UP:
            typed["source_url"] = ""
        return typed

    def _need(self, typed: dict[str, Any], name: str, words: Any) -> None:
        if not typed.get(name) and name not in self.errors:
            self.add_error(name, words)

    @property
    def said(self) -> str:
        """The outcome that was chosen, in words."""
        return str(dict(outcomes_of(self.case))[self.cleaned_data["outcome"]])


def suggested(case: CredentialCase) -> dt.date:
    """The last day that a confirmation would usually have: never after the document expires."""
    usual = timezone.localdate() + dt.timedelta(days=VALID_DAYS.get(case.credential.kind, A_YEAR))
    expires_on = case.expires_on or case.credential.expires_on
    return min(usual, expires_on) if expires_on else usual
