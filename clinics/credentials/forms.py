"""What a clinic types about its people and what they hold: checked here, saved by the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.checklist import CHECKLIST
from clinics.claims.forms import NOTHING_YET
from clinics.credentials.credential_kinds import (
    CLINIC_KINDS,
    FIELDS,
    PERSON_KINDS,
    STATES,
    accreditors,
)
from clinics.credentials.models import Clinician, Credential
from clinics.documents.forms import DocumentsField
from clinics.registries.npi import is_valid

Kind = Credential.Kind
ON_SITE = [("", _("Not stated")), ("yes", _("Yes")), ("no", _("No"))]

ABOUT: dict[str, Promise] = {
    Kind.NPI: _("Compared with the federal register of providers (NPPES)."),
    Kind.LICENCE: _("Looked up by a moderator at the state board."),
    Kind.BOARD: _("Looked up by a moderator at the board that certifies."),
    Kind.ACLS: _("Hand in the card: it is confirmed by the card alone."),
    Kind.BLS: _("Hand in the card: it is confirmed by the card alone."),
    Kind.DEA: _(
        "A DEA number is never asked for and never kept: whoever has it could forge a "
        "prescription. Hand in the certificate with the number blacked out; we note only that a "
        "moderator saw it, and until when it holds."
    ),
    Kind.REMS: _("Looked up by a moderator on the public list of certified settings."),
    Kind.ACCREDITATION: _("Looked up by a moderator on the body’s public list."),
    Kind.MALPRACTICE: _("Hand in the certificate of insurance."),
}
"""What happens with each kind once it is stated."""

LABELS: dict[tuple[str, str], Promise] = {
    (Kind.NPI, "number"): _("NPI"),
    (Kind.LICENCE, "number"): _("License number"),
    (Kind.LICENCE, "name"): _("Kind of license"),
    (Kind.BOARD, "name"): _("Which board, and for what"),
    (Kind.BOARD, "number"): _("Certificate number"),
    (Kind.ACLS, "name"): _("Who gave the course"),
    (Kind.ACLS, "number"): _("Card number"),
    (Kind.BLS, "name"): _("Who gave the course"),
    (Kind.BLS, "number"): _("Card number"),
    (Kind.MALPRACTICE, "name"): _("Insurer"),
    (Kind.ACCREDITATION, "name"): _("Which body"),
}
HINTS: dict[tuple[str, str], Promise] = {
    (Kind.NPI, "number"): _("Ten digits."),
    (Kind.LICENCE, "name"): _("For example: physician, registered nurse. May stay empty."),
    (Kind.LICENCE, "number"): _("As the board writes it."),
    (Kind.BOARD, "name"): _("For example: American Board of Anesthesiology, Pain Medicine."),
}


class PersonForm(forms.Form):
    """A person who treats or watches patients."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    profession = forms.ChoiceField(label=_("Profession"))
    role = forms.ChoiceField(
        label=_("What the person does at the clinic"),
        choices=Clinician.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": NOTHING_YET},
    )
    is_on_site = forms.ChoiceField(
        label=_("In the building while patients are treated?"),
        choices=ON_SITE,
        widget=forms.RadioSelect,
        required=False,
    )
    supervises = forms.MultipleChoiceField(
        label=_("Supervises treatment given by"),
        help_text=_("Choose all that apply, or none."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Professions and routes are those of the checklist."""
        super().__init__(*args, **kwargs)
        staff = [(item.code, item.label) for item in CHECKLIST.group("staff").items]
        routes = [(item.code, item.label) for item in CHECKLIST.group("route").items]
        self.fields["profession"].choices = [("", NOTHING_YET), *staff]  # type: ignore[attr-defined]
        self.fields["supervises"].choices = routes  # type: ignore[attr-defined]

    def clean_is_on_site(self) -> bool | None:
        """Yes, no, or nobody said."""
        return {"yes": True, "no": False}.get(self.cleaned_data["is_on_site"])


def kind_choices(*, of_person: bool) -> list[tuple[str, str]]:
    """What can be stated of a person, or of the clinic itself: code and words."""
    return [(kind, str(Kind(kind).label)) for kind in (PERSON_KINDS if of_person else CLINIC_KINDS)]


class EvidenceForm(forms.Form):
    """Until when it holds, and the documents that show it; what a kind has not is not asked."""

    expires_on = forms.DateField(
        label=_("Expires on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Type a day, such as 2027-03-31.")},
    )
    documents = DocumentsField(
        label=_("Documents"),
        help_text=_(
            "Up to five PDF, PNG or JPEG files of at most 10 MB each. Moderators and those who "
            "speak for the clinic see them, nobody else. Black out what is about patients."
        ),
        required=False,
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """`kind` decides which fields there are and which must be filled."""
        super().__init__(*args, **kwargs)
        asked = FIELDS[kind]
        for name in ("state", "number", "name", "expires_on"):
            if name not in (*asked.must, *asked.may):
                self.fields.pop(name, None)
            elif name in self.fields:
                self.fields[name].required = name in asked.must
                words, hint = LABELS.get((kind, name)), HINTS.get((kind, name), "")
                self.fields[name].label = str(words) if words else self.fields[name].label
                self.fields[name].help_text = str(hint)

    def clean_expires_on(self) -> dt.date | None:
        """Refuse what has passed: it states nothing that holds now."""
        day: dt.date | None = self.cleaned_data["expires_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. State what holds now."))
        return day


class CredentialForm(EvidenceForm):
    """A credential of one kind: its own fields, and the documents that show it."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", NOTHING_YET), *((code, code) for code in STATES)]
    )
    number = forms.CharField(
        label=_("Number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    field_order = ["name", "state", "number", "expires_on", "documents"]

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """`kind` decides which fields there are."""
        super().__init__(*args, kind=kind, **kwargs)
        self.kind = kind
        if kind == Kind.ACCREDITATION:
            bodies = [(code, CHECKLIST.label(f"accreditation.{code}")) for code in accreditors()]
            self.fields["name"] = forms.ChoiceField(
                label=str(LABELS[(kind, "name")]), choices=[("", NOTHING_YET), *bodies]
            )
            self.order_fields(self.field_order)
        if kind == Kind.NPI:
            self.fields["number"].widget.attrs["inputmode"] = "numeric"

    def clean_number(self) -> str:
        """An NPI is checked by its last digit; blanks in it do not matter."""
        number: str = self.cleaned_data["number"]
        if self.kind != Kind.NPI:
            return number
        digits = "".join(number.split())
        if not (len(digits) == 10 and digits.isascii() and digits.isdigit()):
            raise forms.ValidationError(_("An NPI has ten digits."))
        if not is_valid(digits):
            raise forms.ValidationError(
                _("This is not an NPI: its last digit does not fit. Look for a typing error.")
            )
        return digits
