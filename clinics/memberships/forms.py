"""The form with which an admin invites a colleague."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class InviteForm(forms.Form):
    """Asks for the colleague's address."""

    email = forms.EmailField(
        label=_("Your colleague’s e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
