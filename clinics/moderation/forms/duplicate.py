"""The forms about two listings that may be one: the decision, and which other listing is meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.merging.comparison import ONE, OTHER, Row
from clinics.merging.models import Merge
from clinics.reviews.forms import MultilineField

SAME_ONE, SAME_OTHER, TWO, LATER = "same-one", "same-other", "two", "later"
"""The decisions: which of the two survives, or that they are two, or that it waits."""

KEEPS = {SAME_ONE: ONE, SAME_OTHER: OTHER}
TAKE = "take-"
"""The prefix of the fields that say which answer is taken, before the code."""


class WhyForm(forms.Form):
    """Why something is decided, or undone."""

    reason = MultilineField(
        label=_("Why?"),
        max_length=Merge.MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why. The trail keeps it.")},
    )


class DuplicateForm(WhyForm):
    """The decision about a pair: same (which survives, answer by answer), two clinics, or later."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    field_order = ("decision", "reason")

    def __init__(self, data: Any, *, rows: Iterable[Row], one: str, other: str) -> None:
        """`rows` are what differs, `one` and `other` the names of the two listings."""
        super().__init__(data, label_suffix="")
        stays = _("One clinic: listing %d stays")
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            (SAME_ONE, stays % 1),
            (SAME_OTHER, stays % 2),
            (TWO, _("Two clinics")),
            (LATER, _("Ask again in 30 days")),
        ]
        self.fields["reason"].help_text = _("Everybody can read it in the history after a merge.")
        for row in rows:
            self.fields[f"{TAKE}{row.code}"] = forms.ChoiceField(
                choices=[(ONE, one), (OTHER, other)],
                initial=row.taken,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def chosen(self) -> dict[str, str]:
        """The column that is taken, by code; without those left to the rule."""
        typed = self.cleaned_data.items()
        return {name.removeprefix(TAKE): c for name, c in typed if name.startswith(TAKE) and c}


class IntoForm(forms.Form):
    """Which other listing is meant: a link, the end of one, or a name."""

    into = forms.CharField(
        label=_("The other listing: its link, or its name"),
        max_length=300,
        error_messages={"required": _("Paste the link of the other listing, or type its name.")},
    )
