"""The forms about an account: block it, open it again, and remove a person from a clinic."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.memberships.actions.block import REASONS
from clinics.reviews.forms import MultilineField

LONGEST = 300
"""Characters of a reason: it also goes into a notice."""


class BlockForm(forms.Form):
    """Why an account is blocked."""

    reason = forms.ChoiceField(
        label=_("Why is it blocked?"),
        choices=[("", _("Choose a reason")), *REASONS.items()],
        error_messages={"required": _("Choose a reason. The person reads it.")},
    )
    words = MultilineField(
        label=_("In your own words"),
        help_text=_("The person reads it in a mail, and the trail keeps it."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, str]:
        """Require words for another reason."""
        typed = super().clean() or {}
        if typed.get("reason") == "other" and not typed.get("words") and "words" not in self.errors:
            self.add_error("words", _("Write the reason in your own words."))
        return typed


class WhyForm(forms.Form):
    """Why something is done to a person."""

    words = MultilineField(
        label=_("Why?"),
        help_text=_("The person reads it, and the trail keeps it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why. The person reads it.")},
    )
