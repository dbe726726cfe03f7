"""The form with which a moderator opens, pauses, closes, hides or removes a listing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.listing.models import HiddenFor


class StatusForm(forms.Form):
    """Why, and what else the verb needs: a day, or a reason from the list."""

    reason = forms.ChoiceField(
        label=_("Why is it hidden?"),
        choices=[("", _("Choose a reason")), *HiddenFor.choices],
        error_messages={"required": _("Choose a reason. Only moderators read it.")},
    )
    since = forms.DateField(
        label=_("Closed since"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day."),
                        "invalid": _("Give a day such as 2026-03-31.")},
    )  # fmt: skip
    until = forms.DateField(
        label=_("Last day of the pause"),
        help_text=_("Blank: until further notice."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Give a day such as 2026-03-31.")},
    )
    why = forms.CharField(
        label=_("Why, and where do you know it from?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why. The trail keeps it.")},
    )

    needed = {"hide": "reason", "close": "since", "pause": "until"}
    private = ("hide", "remove")

    def __init__(self, data: Any = None, *, verb: str) -> None:
        """`verb` is a code of VERBS."""
        super().__init__(data, label_suffix="", initial={"since": timezone.localdate()})
        for name in ("reason", "since", "until"):
            if self.needed.get(verb) != name:
                del self.fields[name]
        self.fields["why"].help_text = (
            _("The trail keeps it. Only moderators and the clinic read it.")
            if verb in self.private
            else _("The trail keeps it, and everybody can read it. Name no person.")
        )
