"""What people type about claims: checked here, saved by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from clinics.claims.models import Claim
from clinics.claims.proof import methods
from clinics.documents.forms import ProofForm
from clinics.listing.models import Clinic

NOTHING_YET = _("Choose one.")


class ClaimForm(ProofForm):
    """A request to speak for a clinic: which proof, and what it needs."""

    method = forms.ChoiceField(
        label=_("How do you want to prove it?"),
        widget=forms.RadioSelect,
        error_messages={"required": NOTHING_YET},
    )
    local_part = forms.CharField(label=_("Your address"), max_length=64, required=False)
    field_order = ["method", "local_part", "documents", "statement"]

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [(m.value, m.label) for m in methods(clinic)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the chosen proof needs stands at its own field when it is missing."""
        said = super().clean() or {}
        method = said.get("method")
        if method == Claim.Method.DOMAIN_EMAIL and not said.get("local_part"):
            self._miss("local_part", _("Type what stands before the @."))
        if method == Claim.Method.DOCUMENTS and said.get("documents") == []:
            self._miss("documents", _("Hand in at least one document."))
        return said

    def _miss(self, name: str, words: Any) -> None:
        if name not in self.errors:
            self.add_error(name, words)


class CodeForm(forms.Form):
    """A code of six digits; blanks between them do not matter."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 10}
        ),
        error_messages={"required": _("Type the six digits.")},
    )

    def clean_code(self) -> str:
        """The six digits alone."""
        code = "".join(self.cleaned_data["code"].split())
        RegexValidator(r"\A[0-9]{6}\Z", _("A code has six digits."))(code)
        return code
