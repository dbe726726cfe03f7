"""Forms for a clinic's people and credentials: checked here, saved by the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clinics.checklist import CHECKLIST
from clinics.claims.forms import NOTHING_YET
from clinics.credentials.credential_kinds import (
    CLINIC_KINDS,
    FIELDS,
    LICENSING_STATES,
    PERSON_KINDS,
    accreditors,
    beyond_belief,
)
from clinics.credentials.models import Clinician, Credential
from clinics.documents.forms import DocumentsField, DocumentsForm
from clinics.registries.npi import is_valid

Kind = Credential.Kind
ON_SITE = [("", _("Not stated")), ("yes", _("Yes")), ("no", _("No"))]

ABOUT: dict[str, Promise] = {
    Kind.NPI: _("Compared with the federal register of providers (NPPES)."),
    Kind.LICENCE: _("A moderator looks it up at the state board."),
    Kind.BOARD: _("A moderator looks it up at the certifying board."),
    Kind.ACLS: _("Upload the card: only the card can confirm it."),
    Kind.BLS: _("Upload the card: only the card can confirm it."),
    Kind.DEA: _(
        "We never ask for a DEA number and never keep one: whoever has it could forge a "
        "prescription. Upload the certificate with the number blacked out. We note only that a "
        "moderator saw it, and until when it is valid."
    ),
    Kind.REMS: _("A moderator looks it up on the public list of certified settings."),
    Kind.ACCREDITATION: _("A moderator looks it up on the accrediting body’s public list."),
    Kind.MALPRACTICE: _("Upload the certificate of insurance."),
}
"""What the clinic is told about each kind before it states one."""

KIND_LABELS: dict[tuple[str, str], Promise] = {
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
KIND_HINTS: dict[tuple[str, str], Promise] = {
    (Kind.NPI, "number"): _("Ten digits."),
    (Kind.LICENCE, "name"): _("For example: physician, registered nurse. You may leave it empty."),
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
        """True, False, or None: not stated."""
        return {"yes": True, "no": False}.get(self.cleaned_data["is_on_site"])


def kind_choices(*, of_person: bool) -> list[tuple[str, str]]:
    """What can be stated of a person, or of the clinic itself: (code, label)."""
    return [(kind, str(Kind(kind).label)) for kind in (PERSON_KINDS if of_person else CLINIC_KINDS)]


class EvidenceForm(DocumentsForm):
    """The expiry and the documents of a credential; only the fields that its kind has."""

    expires_on = forms.DateField(
        label=_("Expires on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Type a date, such as 2027-03-31.")},
    )
    documents = DocumentsField(
        label=_("Documents"),
        help_text=_(
            "Up to five PDF, PNG or JPEG files of at most 10 MB each. Only moderators and those "
            "who speak for the clinic see them. Black out anything about patients."
        ),
        required=False,
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """`kind` decides which fields there are and which are required."""
        super().__init__(*args, **kwargs)
        asked = FIELDS[kind]
        for name in ("state", "number", "name", "expires_on"):
            if name not in (*asked.must, *asked.may):
                self.fields.pop(name, None)
            elif name in self.fields:
                self.fields[name].required = name in asked.must
                label, hint = KIND_LABELS.get((kind, name)), KIND_HINTS.get((kind, name), "")
                self.fields[name].label = str(label) if label else self.fields[name].label
                self.fields[name].help_text = str(hint)

    def clean_expires_on(self) -> dt.date | None:
        """Refuse a day that has passed, or lies beyond belief."""
        day: dt.date | None = self.cleaned_data["expires_on"]
        if problem := beyond_belief(day, on=timezone.localdate()):
            raise forms.ValidationError(capfirst(problem))
        return day


class CredentialForm(EvidenceForm):
    """A credential of one kind: its own fields, and the documents that show it."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", NOTHING_YET), *((code, code) for code in LICENSING_STATES)]
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
                label=str(KIND_LABELS[(kind, "name")]), choices=[("", NOTHING_YET), *bodies]
            )
            self.order_fields(self.field_order)
        if kind == Kind.NPI:
            self.fields["number"].widget.attrs["inputmode"] = "numeric"

    def clean_number(self) -> str:
        """Check an NPI by its last digit. Spaces in it do not matter."""
        number: str = self.cleaned_data["number"]
        if self.kind != Kind.NPI:
            return number
        digits = "".join(number.split())
        if not (len(digits) == 10 and digits.isascii() and digits.isdigit()):
            raise forms.ValidationError(_("An NPI has ten digits."))
        if not is_valid(digits):
            raise forms.ValidationError(
                _("This is not a valid NPI: its last digit does not match. Look for a typo.")
            )
        return digits
