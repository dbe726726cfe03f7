"""The forms of the desk: a decision with its reason, why it is undone, which page of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import User
from clinics.changes.models import ProposedItem
from clinics.moderation.desk import KINDS
from clinics.reviews.forms import MultilineField

APPROVE = ProposedItem.Decision.APPROVED.value
REJECT = ProposedItem.Decision.REJECTED.value
ASK_BACK = ProposedItem.Decision.ASKED_BACK.value
DECISION_CHOICES = [(APPROVE, _("Approve")), (REJECT, _("Reject")), (ASK_BACK, _("Ask a question"))]

MAX_CHARACTERS = 2000
"""The limit of the `words` of claims, proposals and credential cases, and of their notes."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One error of a form, for the summary at the top; `anchor` is the id of its field."""

    label: str
    text: str
    anchor: str


def problems(form: forms.Form, label: str) -> list[Problem]:
    """The errors of a form. `label` names what the form is about, where a page has several."""
    return [
        Problem(label=label, text=str(message), anchor=form[name].auto_id)
        for name, messages in form.errors.items()
        for message in messages
    ]


class DecisionForm(forms.Form):
    """One decision. A rejection and a question need a reason.

    A question, and the reason "other", need words too.
    """

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=DECISION_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    words = MultilineField(
        label=_("Message to the person who asked"),
        required=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None, *, reasons, prefix: str | None = None) -> None:
        """`reasons` are the choices of this kind of case."""
        super().__init__(data, prefix=prefix, label_suffix="")
        self.fields["reason"] = forms.ChoiceField(
            label=_("Reason"), required=False, choices=[("", _("No reason")), *reasons]
        )

    def clean(self) -> dict[str, Any]:
        """Require the reason and the words that the decision needs."""
        typed = super().clean() or {}
        if typed.get("decision") not in (REJECT, ASK_BACK) or self.errors:
            return typed
        reason, words = typed["reason"], typed["words"]
        if not reason:
            self.add_error("reason", _("Choose a reason. We tell the person who asked."))
        if typed["decision"] == ASK_BACK and not words:
            self.add_error("words", _("Write the question for the person who asked."))
        elif reason == "other" and not words:
            self.add_error("words", _("Write the reason in your own words."))
        return typed


class ClaimForm(DecisionForm):
    """The decision on a claim. In a dispute it can replace the clinic's admins.

    `also` are claims that rest on the same code, each as `key:digest of what was on the screen`.
    """

    also = forms.MultipleChoiceField(
        label=_("Decide these the same way: they rest on the same code"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of these claims changed meanwhile. Read the case again.")
        },
    )
    replace = forms.BooleanField(
        label=_("Replace the current admins of this clinic"), required=False
    )

    def __init__(
        self, data: QueryDict | None, *, reasons, also: Sequence[tuple[str, str]] = ()
    ) -> None:
        """`also` are the choices of that field; without any it is left out."""
        super().__init__(data, reasons=reasons)
        self.fields["also"].choices = also  # type: ignore[attr-defined]
        if not also:
            del self.fields["also"]

    def clean(self) -> dict[str, Any]:
        """Refuse to replace the admins without an approval."""
        typed = super().clean()
        if typed.get("replace") and typed.get("decision") != APPROVE:
            self.add_error(
                "replace", _("You can replace the current admins only when you approve the claim.")
            )
        return typed


class RevertForm(forms.Form):
    """Why a decision is undone."""

    reason = MultilineField(
        label=_("Why is this undone?"),
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Write the reason. We tell the clinic, and the trail keeps it.")
        },
    )


class UndoClaimForm(RevertForm):
    """Why a decision about a claim is undone, and who else no longer speaks for the clinic."""

    ends = forms.TypedMultipleChoiceField(
        label=_("Who came by invitation, and no longer speaks for the clinic either?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _(
                "Who speaks for this clinic changed meanwhile. Read the case again."
            )
        },
    )
    field_order = ("ends", "reason")

    def __init__(self, data: QueryDict | None = None, *, people: Iterable[User]) -> None:
        """`people` are the accounts that came by an invitation of the person who asked."""
        super().__init__(data, label_suffix="")
        choices = [(person.pk, person.email) for person in people]
        self.fields["ends"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["ends"]


class ListForm(forms.Form):
    """The parameters of a list: one kind of case or all kinds, and the page."""

    kind = forms.ChoiceField(
        required=False,
        choices=[("", ""), *((code, kind.many) for code, kind in KINDS.items())],
        error_messages={"invalid_choice": _("There is no kind of case “%(value)s”.")},
    )
    page = forms.IntegerField(
        required=False,
        min_value=1,
        error_messages={
            "invalid": _("The page must be a number."),
            "min_value": _("Pages start at 1."),
        },
    )

    def __init__(self, data: QueryDict, *, names: tuple[str, ...] = ("kind", "page")) -> None:
        """`names` are the parameters that the page takes; others are refused."""
        super().__init__(data)
        self.names = names

    def clean(self) -> dict[str, Any]:
        """Refuse a parameter that the page does not take."""
        for name in sorted(set(self.data) - set(self.names)):
            self.add_error(
                None, _("“%(name)s” is not a parameter of this page.") % {"name": name[:60]}
            )
        return super().clean() or {}

    @property
    def problems(self) -> list[str]:
        """All error messages."""
        return [str(message) for messages in self.errors.values() for message in messages]
