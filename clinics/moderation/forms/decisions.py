"""What a moderator types: a decision, a reason from a short list, words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clinics.changes.models import ProposedItem
from clinics.moderation.desk import KINDS

APPROVE = ProposedItem.Decision.APPROVED.value
REJECT = ProposedItem.Decision.REJECTED.value
ASK_BACK = ProposedItem.Decision.ASKED_BACK.value
CHOICES = [(APPROVE, _("Approve")), (REJECT, _("Reject")), (ASK_BACK, _("Ask back"))]

LONGEST = 2000
"""The most characters a moderator can write about one thing; the models' own limit."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong in a form, for the summary on top."""

    label: str
    words: str
    anchor: str


def problems(form: forms.Form, label: str) -> list[Problem]:
    """What is wrong in a form, each with the id of its field."""
    return [
        Problem(label=label, words=str(words), anchor=form[name].auto_id)
        for name, found in form.errors.items()
        for words in found
    ]


class DecisionForm(forms.Form):
    """One decision; all but an approval need a reason, a question and another reason words."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do with this one.")},
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    words = forms.CharField(
        label=_("Words to the person who asked"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None, *, reasons, prefix: str | None = None) -> None:
        """With the reasons that this kind of case knows."""
        super().__init__(data, prefix=prefix, label_suffix="")
        self.fields["reason"] = forms.ChoiceField(
            label=_("Reason"), required=False, choices=[("", _("No reason")), *reasons]
        )

    def clean(self) -> dict[str, Any]:
        """Ask for what the decision cannot do without."""
        typed = super().clean() or {}
        if typed.get("decision") not in (REJECT, ASK_BACK) or self.errors:
            return typed
        reason, words = typed["reason"], typed["words"]
        if not reason:
            self.add_error("reason", _("Choose a reason: the person who asked is told."))
        if typed["decision"] == ASK_BACK and not words:
            self.add_error("words", _("Write what the person should answer."))
        elif reason == "other" and not words:
            self.add_error("words", _("Say the reason in words."))
        return typed


class ClaimForm(DecisionForm):
    """The decision on a claim; in a dispute the present admins may be replaced."""

    replace = forms.BooleanField(
        label=_("Approve, and end the present admins’ say in this listing"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Replace nobody but by an approval."""
        typed = super().clean()
        if typed.get("replace") and typed.get("decision") != APPROVE:
            self.add_error("replace", _("Only an approval can replace the present admins."))
        return typed


class RevertForm(forms.Form):
    """Why a decision is undone."""

    reason = forms.CharField(
        label=_("Why is this undone?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why: the clinic and the trail are told.")},
    )


class ListForm(forms.Form):
    """Which cases a list shows: of one kind or of all, and which page of them."""

    kind = forms.ChoiceField(
        required=False,
        choices=[("", ""), *((code, kind.many) for code, kind in KINDS.items())],
        error_messages={"invalid_choice": _("There is no kind of case “%(value)s”.")},
    )
    page = forms.IntegerField(
        required=False,
        min_value=1,
        error_messages={"invalid": _("A page is a number."), "min_value": _("Pages begin at 1.")},
    )

    def __init__(self, data: QueryDict, *, names: tuple[str, ...] = ("kind", "page")) -> None:
        """`names` are the parameters that the page knows; others are refused."""
        super().__init__(data)
        self.names = names

    def clean(self) -> dict[str, Any]:
        """Refuse a parameter that the page does not know."""
        for name in sorted(set(self.data) - set(self.names)):
            self.add_error(
                None, _("“%(name)s” is not a parameter of this page.") % {"name": name[:60]}
            )
        return super().clean() or {}

    @property
    def problems(self) -> list[str]:
        """What is wrong, in words."""
        return [str(problem) for found in self.errors.values() for problem in found]
