"""The form with which a moderator opens, pauses, closes, hides or removes a listing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.listing.models import HiddenFor
from clinics.reviews.forms import MultilineField
from clinics.suggestions.fields import DayField

YEAR = 366


class StatusForm(forms.Form):
    """Why, and what else the verb needs: a day, or a reason from the list.

    `stood` is where the listing stood when the page was made.
    """

    reason = forms.ChoiceField(
        label=_("Why is it hidden?"),
        choices=[("", _("Choose a reason")), *HiddenFor.choices],
        error_messages={"required": _("Choose a reason. Only moderators read it.")},
    )
    since = DayField(
        label=_("Closed since"),
        before=20 * YEAR,
        ahead=0,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = DayField(
        label=_("Last day of the pause"),
        help_text=_("Blank: until further notice."),
        before=0,
        ahead=2 * YEAR,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    why = MultilineField(
        label=_("Why, and where do you know it from?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why. The trail keeps it.")},
    )

    stood = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    needed = {"hide": "reason", "close": "since", "pause": "until"}
    private = ("hide", "remove")

    def __init__(self, data: Any = None, *, verb: str, stands: str) -> None:
        """`verb` is a code of VERBS, `stands` the `digest` of where the listing stands."""
        initial = {"since": timezone.localdate(), "stood": stands}
        super().__init__(data, label_suffix="", initial=initial)
        for name in ("reason", "since", "until"):
            if self.needed.get(verb) != name:
                del self.fields[name]
        self.fields["why"].help_text = (
            _("The trail keeps it. Only moderators and the clinic read it.")
            if verb in self.private
            else _("The trail keeps it, and everybody can read it. Name no person.")
        )
