"""The forms of an account: the language of its mails, and deleting it."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ReauthenticateForm
from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.languages import Language
from clinics.listing.models import Clinic


class LanguageForm(forms.Form):
    """Chooses the language of mails and news."""

    language = forms.ChoiceField(
        label=_("Language of our mails and news to you"), choices=Language.choices
    )


class DeleteAccountForm(ReauthenticateForm):
    """Asks for the password, and for a tick at each clinic that nobody will speak for."""

    knowing = forms.TypedMultipleChoiceField(
        label=_("Only you speak for these clinics. Tick each to say that you know it."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("This list changed. Look at it again.")},
    )
    field_order = ("knowing", "password")

    def __init__(self, *args: Any, alone: list[Clinic], **kwargs: Any) -> None:
        """`alone` are those clinics; without any the field is left out."""
        super().__init__(*args, **kwargs)
        self.fields["knowing"].choices = [(clinic.pk, str(clinic)) for clinic in alone]
        if not alone:
            del self.fields["knowing"]

    def clean_knowing(self) -> list[int]:
        """The keys of the ticked clinics. Raises ValidationError unless all are ticked."""
        ticked: list[int] = self.cleaned_data["knowing"]
        choices = self.fields["knowing"].choices
        if len(ticked) < len(choices):
            raise forms.ValidationError(
                _("When you go, nobody speaks for these. Tick each, or first invite a colleague.")
            )
        return ticked
