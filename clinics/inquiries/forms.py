"""The form with which a clinic answers a moderator's question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.inquiries.models import Inquiry


class AnswerForm(forms.Form):
    """The answer."""

    words = forms.CharField(
        label=_("Your answer"),
        help_text=_("Only moderators read it. Write nothing about a patient."),
        max_length=Inquiry.MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the answer.")},
    )
