"""The form that undoes what a proposal published: which answers, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.changes.models import ProposedItem
from clinics.listing.wording import label
from clinics.moderation.forms.decisions import RevertForm

REFUSE, WAIT = "refuse", "wait"


class UndoForm(RevertForm):
    """Which published answers are taken back, why, and whether they wait for a moderator again."""

    answers = forms.MultipleChoiceField(
        label=_("Which answers? Without a tick: all of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    then = forms.ChoiceField(
        label=_("What becomes of them?"),
        choices=[
            (REFUSE, _("They are refused. The clinic reads why.")),
            (WAIT, _("Back to the queue: a moderator decides them again.")),
        ],
        initial=REFUSE,
        required=False,
        widget=forms.RadioSelect,
    )

    field_order = ("answers", "then", "reason")

    def __init__(self, data: Any = None, *, items: Iterable[ProposedItem]) -> None:
        """`items` are what can be taken back."""
        super().__init__(data, label_suffix="")
        choices = [(str(item.pk), label(item.code)) for item in items]
        self.fields["answers"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[int]:
        """The keys of the ticked items; none: all are meant."""
        return [int(key) for key in self.cleaned_data["answers"]]

    @property
    def is_to_wait(self) -> bool:
        """Whether they go back to the queue."""
        return self.cleaned_data["then"] == WAIT
