"""What people type about claims and colleagues: checked here, saved by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from clinics.people.claims import Claim
from clinics.people.documents import LARGEST, MOST, Checked, DocumentRefused, checked
from clinics.people.proof import methods

NOTHING_YET = _("Choose one.")


class ManyFiles(forms.ClearableFileInput):
    """One field for several files."""

    allow_multiple_selected = True


class DocumentsField(forms.FileField):
    """Up to five documents; gives them checked and fit to be kept."""

    widget = ManyFiles(attrs={"accept": ".pdf,.png,.jpg,.jpeg"})

    def clean(self, data: Any, initial: Any = None) -> list[Checked]:
        """The documents; a refusal stands at the field and names the file."""
        uploads = [upload for upload in data or [] if upload]
        if len(uploads) > MOST:
            raise forms.ValidationError(_("Hand in at most five documents."))
        if any(upload.size > LARGEST for upload in uploads):
            raise forms.ValidationError(_("A document may have at most 10 MB."))
        try:
            return [checked(upload.read(), called=upload.name) for upload in uploads]
        except DocumentRefused as refused:
            raise forms.ValidationError(str(refused)) from refused


class ProofForm(forms.Form):
    """Words and documents that are handed in."""

    statement = forms.CharField(
        label=_("Anything the moderator should know"),
        help_text=_("Your role at the clinic, for example. Nothing about patients."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    documents = DocumentsField(
        label=_("Documents"),
        help_text=_("Up to five PDF, PNG or JPEG files of at most 10 MB each."),
        required=False,
    )


class ClaimForm(ProofForm):
    """A request to speak for a clinic: which proof, and what it needs."""

    method = forms.ChoiceField(
        label=_("How do you want to prove it?"),
        widget=forms.RadioSelect,
        error_messages={"required": NOTHING_YET},
    )
    local_part = forms.CharField(label=_("Your address"), max_length=64, required=False)
    field_order = ["method", "local_part", "documents", "statement"]

    def __init__(self, *args: Any, clinic: Any, **kwargs: Any) -> None:
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


class InviteForm(forms.Form):
    """The colleague's address."""

    email = forms.EmailField(
        label=_("Your colleague’s e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
