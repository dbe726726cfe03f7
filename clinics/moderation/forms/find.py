"""The form of the search at the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FindForm(forms.Form):
    """A few words; blank is no question."""

    q = forms.CharField(
        label=_("Find a clinic, a person or an account"),
        help_text=_(
            "A name, a town, a ZIP code, a phone number, a web address, an NPI, a license number "
            "or an e-mail address."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
