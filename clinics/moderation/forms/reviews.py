"""The forms that decide a review, a reply or a story."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clinics.reviews.masks import is_masked
from clinics.reviews.models import ClinicText, Review

PUBLISH, WITHHOLD = Review.Status.PUBLISHED.value, Review.Status.WITHHELD.value
REFUSE = ClinicText.Decision.REFUSED.value


class OutcomeForm(forms.Form):
    """One decision. Whatever is not published needs a reason from the list."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False)

    outcomes: tuple[tuple[str, Any], ...] = ()
    reasons: Any = ()

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        """With the outcomes and reasons of the subclass."""
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["outcome"].choices = self.outcomes  # type: ignore[attr-defined]
        self.fields["reason"].choices = [("", _("No reason")), *self.reasons]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Require a reason when it is not published; drop the reason when it is."""
        typed = super().clean() or {}
        if typed.get("outcome") == PUBLISH:
            typed["reason"] = ""
        elif typed.get("outcome") and not typed.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Choose a reason. The writer is told."))
        return typed


class ReviewDecisionForm(OutcomeForm):
    """The decision on a review, with its words as the public will read them."""

    outcomes = ((PUBLISH, _("Publish")), (WITHHOLD, _("Withhold")))
    reasons = Review.Reason.choices
    shown_words = forms.CharField(
        label=_("The words as the public reads them"),
        required=False,
        strip=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 10, "data-mask": ""}),
    )

    def __init__(self, data: Any = None, *, initial: Any = None, review: Review) -> None:
        """`review` holds the writer's words."""
        super().__init__(data, initial=initial)
        self.review = review

    def clean(self) -> dict[str, Any]:
        """Refuse to publish anything but the writer's words, with parts of them masked."""
        typed = super().clean()
        shown = typed.get("shown_words", "")
        if typed.get("outcome") == PUBLISH and not is_masked(self.review.words, shown):
            self.add_error(
                "shown_words",
                _("You can only replace words with a marker. Change nothing else."),
            )
        return typed


class TextDecisionForm(OutcomeForm):
    """The decision on a reply or a story."""

    outcomes = ((PUBLISH, _("Publish")), (REFUSE, _("Refuse")))
    reasons = ClinicText.Reason.choices


class AgainForm(forms.Form):
    """Why something is decided again."""

    reason = forms.ChoiceField(
        label=_("Why is it decided again?"),
        error_messages={"required": _("Choose a reason. The trail keeps it.")},
    )

    def __init__(self, data: Any = None, *, reasons: type[TextChoices]) -> None:
        """`reasons` are the choices of this kind of case."""
        super().__init__(data, label_suffix="")
        choices = [("", _("Choose a reason")), *reasons.choices]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]
