"""The forms with which a moderator corrects or disputes an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.changes.corrections import Found
from clinics.listing.models import SourceKind
from clinics.listing.models.answers import LONGEST_SOURCE_URL
from clinics.listing.websites import readable_website
from clinics.reviews.forms import MultilineField
from clinics.reviews.models import Report
from clinics.text import tidy

SOURCES = [
    (SourceKind.WEBSITE, _("The clinic’s own website")),
    (SourceKind.LOOKED_UP, _("A public register")),
    (SourceKind.PHONE, _("The clinic told us on the phone")),
    (SourceKind.DOCUMENT, _("A document that I saw")),
    (SourceKind.MODERATOR, _("Something else")),
]
NEED_A_NAME = (SourceKind.LOOKED_UP, SourceKind.MODERATOR)
NEED_AN_ADDRESS = (SourceKind.WEBSITE, SourceKind.LOOKED_UP)
FIRST_DAY = dt.date(2000, 1, 1)


class FoundForm(forms.Form):
    """Where a moderator found an answer. Everybody reads it."""

    source = forms.ChoiceField(
        label=_("Where does it come from?"),
        choices=SOURCES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where it comes from.")},
    )
    name = forms.CharField(
        label=_("Its name"),
        help_text=_("Which register, or what else it is. Name no person. Everybody reads it."),
        max_length=120,
        required=False,
    )
    url = forms.CharField(
        label=_("Its web address"),
        help_text=_("The page on which it stands. Everybody can follow it."),
        max_length=LONGEST_SOURCE_URL,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    on = forms.DateField(
        label=_("On which day did you find it?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day."), "invalid": _("Give a day such as "
                                                                      "2026-03-31.")},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        """Blank: found today."""
        super().__init__(data, label_suffix="", initial={"on": timezone.localdate()})

    def clean_name(self) -> str:
        """The name as it is kept."""
        return tidy(self.cleaned_data["name"])

    def clean_url(self) -> str:
        """The address as it is kept."""
        try:
            return readable_website(self.cleaned_data["url"])
        except ValueError:
            raise forms.ValidationError(
                _("This is not a web address such as https://clinic.example.")
            ) from None

    def clean_on(self) -> dt.date:
        """Not in the future, and not long ago."""
        on = self.cleaned_data["on"]
        if not FIRST_DAY <= on <= timezone.localdate():
            raise forms.ValidationError(_("Give a day from 2000 until today."))
        return on

    def clean(self) -> dict[str, Any]:
        """Require the name and the address that a kind of source needs."""
        typed = super().clean() or {}
        source = typed.get("source")
        if source in NEED_A_NAME and not typed.get("name") and "name" not in self.errors:
            self.add_error("name", _("Name the register, or say what it is."))
        if source in NEED_AN_ADDRESS and not typed.get("url") and "url" not in self.errors:
            self.add_error("url", _("Give the address of the page on which it stands."))
        return typed

    @property
    def found(self) -> Found:
        """What was typed; the form is valid."""
        typed = self.cleaned_data
        return Found(source=SourceKind(typed["source"]), name=typed["name"], url=typed["url"],
                     on=typed["on"])  # fmt: skip


class DisputeForm(forms.Form):
    """Why a moderator disputes an answer."""

    words = MultilineField(
        label=_("Why do you dispute it?"),
        help_text=_("The clinic reads it, patients do not. Write nothing about a patient."),
        max_length=Report.MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write in a few words why you dispute it.")},
    )
