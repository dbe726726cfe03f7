"""Forms for claims. Actions save what they give."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Asks to speak for a clinic: with which proof, and what that proof needs."""

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
        """Require what the chosen proof needs: the address, or a document."""
        cleaned = super().clean() or {}
        method = cleaned.get("method")
        if method == Claim.Method.DOMAIN_EMAIL and not cleaned.get("local_part"):
            self._require("local_part", _("Type the part of your address before the @."))
        if method == Claim.Method.DOCUMENTS and cleaned.get("documents") == []:
            self._require("documents", _("Hand in at least one document."))
        return cleaned

    def _require(self, name: str, message: Any) -> None:
        # A field that is wrong already keeps its own error.
        if name not in self.errors:
            self.add_error(name, message)


class ObjectionForm(forms.Form):
    """Asks what is wrong with who speaks for a clinic."""

    statement = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("Who should not speak for the clinic, or who should, and why."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what is wrong: a moderator reads it.")},
    )


class SitesForm(forms.Form):
    """Asks for other clinics of the domain at which a code was typed."""

    sites = forms.TypedMultipleChoiceField(
        label=_("For which clinics?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one clinic."),
            "invalid_choice": _("One of these clinics can no longer be asked for. Look again."),
        },
    )

    def __init__(self, data: Any = None, *, sites: Sequence[Clinic]) -> None:
        """`sites` come from `other_sites`. Those for which nobody speaks are ticked."""
        free = [site.pk for site in sites if not site.has_members]  # type: ignore[attr-defined]
        super().__init__(data, label_suffix="", initial={"sites": free})
        choices = [(site.pk, self._label(site)) for site in sites]
        self.fields["sites"].choices = choices  # type: ignore[attr-defined]

    def _label(self, site: Clinic) -> str:
        name = ", ".join(part for part in (site.name, site.street, site.city) if part)
        if site.has_members:  # type: ignore[attr-defined]
            return _("%s (somebody speaks for it: this is a dispute)") % name
        return name


class CodeForm(forms.Form):
    """Asks for the six-digit code. Blanks between the digits do not matter."""

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
        """The six digits without blanks."""
        code = "".join(self.cleaned_data["code"].split())
        RegexValidator(r"\A[0-9]{6}\Z", _("A code has six digits."))(code)
        return code
