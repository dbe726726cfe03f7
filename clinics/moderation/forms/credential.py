"""The form that decides a credential: the outcome, how it was checked, until when it is valid."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinics.credentials.credential_kinds import LOOKED_UP, METHODS, VALID_DAYS
from clinics.credentials.decision import WITHOUT_METHOD, last_day_of_register, outcomes_of
from clinics.credentials.grounds import Grounds
from clinics.credentials.models import Check, Credential, CredentialCase
from clinics.listing import wording
from clinics.moderation.forms.decisions import MAX_CHARACTERS
from clinics.reviews.forms import MultilineField

A_YEAR = 365


class CredentialDecisionForm(forms.Form):
    """The decision on a credential; a confirmation also says how and until when.

    Nothing is filled in beforehand: whatever it says, the moderator chose or typed.
    """

    outcome = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an outcome.")},
    )
    method = forms.ChoiceField(label=_("How you checked it"), required=False)
    source_url = forms.URLField(
        label=_("Web address where you looked it up"),
        help_text=_("Open a link under “Look it up”, or paste the address."),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Enter a web address that starts with https://.")},
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Type a date, such as 2027-03-31.")},
    )
    note = MultilineField(
        label=_("Note for moderators"),
        required=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    words = MultilineField(
        label=_("Message to the clinic"),
        required=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, data: Any = None, *, case: CredentialCase, grounds: Grounds, prefix: str
    ) -> None:
        """With the outcomes and methods of the case; `grounds` is what it can rest on.

        A page has several such forms: nothing is wrong in one in which nothing was typed.
        """
        self.case, self.kind, self.grounds = case, case.credential.kind, grounds
        super().__init__(
            data, prefix=prefix, label_suffix="", empty_permitted=True, use_required_attribute=False
        )
        methods = [(method, Check.Method(method).label) for method in METHODS[self.kind]]
        self.fields["outcome"].choices = outcomes_of(case)  # type: ignore[attr-defined]
        self.fields["method"].choices = [("", _("Not chosen yet")), *methods]  # type: ignore[attr-defined]
        self.fields["valid_until"].help_text = usual_day(case, grounds)

    def has_changed(self) -> bool:
        """Whether anything was chosen or typed. To open a look-up fills its address, and is not
        yet a decision.
        """
        return bool(set(self.changed_data) - {"source_url"})

    def clean(self) -> dict[str, Any]:
        """Require the fields that the chosen outcome needs, and a method that is true."""
        typed = super().clean() or {}
        outcome, method = typed.get("outcome", ""), typed.get("method", "")
        if outcome == "confirmed":
            self._need(typed, "valid_until", _("Enter the last day on which it is valid."))
        if outcome in ("confirmed", "unconfirmed") and method in LOOKED_UP:
            self._need(typed, "source_url", _("Enter the web address where you looked it up."))
        if outcome in ("refused", "asked-back"):
            self._need(typed, "words", _("Write a message that the clinic understands."))
        if outcome in ("confirmed", "excluded") and self.kind == Credential.Kind.NOT_EXCLUDED:
            self._need(typed, "note", _(
                "Write which second identifier shows that it is this person, or another one."
            ))  # fmt: skip
        if self.grounds.needs_note(outcome):
            self._need(typed, "note", _("Write why you confirm what the register denies."))
        if outcome and outcome not in WITHOUT_METHOD:
            self._need(typed, "method", _("Choose how you checked it."))
        if outcome != "asked-back" and (objection := self.grounds.objection(outcome, method)):
            self.add_error("method", objection)
        if method not in LOOKED_UP:
            typed["source_url"] = ""
        return typed

    def _need(self, typed: dict[str, Any], name: str, message: Any) -> None:
        if not typed.get(name) and name not in self.errors:
            self.add_error(name, message)

    @property
    def outcome_label(self) -> str:
        """The chosen outcome, in words."""
        return str(dict(outcomes_of(self.case))[self.cleaned_data["outcome"]])


def usual_day(case: CredentialCase, grounds: Grounds) -> str:
    """Until when such a credential is usually confirmed, as a hint: never after it expires."""
    expires_on = case.expires_on or case.credential.expires_on
    if expires_on:
        stated = gettext("The clinic states that it expires on %(day)s.")
        return stated % {"day": wording.day(expires_on)}
    if grounds.is_good and (last := last_day_of_register(case.credential.kind, grounds)):
        return gettext("The register’s answer counts to %(day)s.") % {"day": wording.day(last)}
    usual = timezone.localdate() + dt.timedelta(days=VALID_DAYS.get(case.credential.kind, A_YEAR))
    return gettext("Usually at most %(day)s.") % {"day": wording.day(usual)}
