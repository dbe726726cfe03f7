"""What people type about reviews, replies, stories and what is wrong; checked, saved by actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clinics.reviews.masks import plain
from clinics.reviews.models import Report, Review
from clinics.reviews.questions import REVIEW_QUESTIONS
from clinics.reviews.reply_sentences import SENTENCES

MONTHS = 24
"""How many months back a visit may lie; a review counts for as long."""

OVERALL = [
    ("5", _("5 – very good")),
    ("4", _("4 – good")),
    ("3", _("3 – neither good nor bad")),
    ("2", _("2 – bad")),
    ("1", _("1 – very bad")),
]
ANSWERS = [
    ("yes", _("Yes")),
    ("no", _("No")),
    ("n/a", _("Does not apply")),
    ("", _("No answer")),
]


def months(today: dt.date) -> list[tuple[str, str]]:
    """The months that a visit may lie in, newest first: (`2026-03-01`, `March 2026`)."""
    number = today.year * 12 + today.month - 1
    days = [dt.date(n // 12, n % 12 + 1, 1) for n in range(number, number - MONTHS - 1, -1)]
    return [(day.isoformat(), date_format(day, "F Y")) for day in days]


class Words(forms.CharField):
    """Words of several lines, whose ends count as one character each, as in the browser."""

    def to_python(self, value: Any) -> str:
        """The words with their lines ending alike."""
        return super().to_python(plain(value or "")) or ""


class ReviewForm(forms.Form):
    """A review: when, as whom, how the clinic works, the overall mark, words."""

    visit_month = forms.ChoiceField(
        label=_("Month of the visit"),
        help_text=_("Only the month is kept, never the day."),
        error_messages={"required": _("Choose the month of your visit.")},
    )
    relation = forms.ChoiceField(
        label=_("Who are you?"),
        choices=Review.Relation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you were the patient.")},
    )
    overall = forms.ChoiceField(
        label=_("Overall, how was the clinic?"),
        choices=OVERALL,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a mark from 1 to 5.")},
    )
    words = Words(
        label=_("In your own words (optional)"),
        help_text=_(
            "How the place works: price, waiting, being watched, being listened to. Names of staff "
            "and other people’s health are replaced by a marker before it is published."
        ),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def __init__(self, data: Any = None, *, today: dt.date, initial: Any = None) -> None:
        """`today` decides which months can be chosen."""
        super().__init__(data, initial=initial, label_suffix="")
        chosen = self.fields["visit_month"]
        chosen.choices = [("", _("Choose a month")), *months(today)]  # type: ignore[attr-defined]
        if month := (initial or {}).get("visit_month"):
            self._keep(chosen, month)
        for question in REVIEW_QUESTIONS:
            self.fields[question.code] = forms.ChoiceField(
                label=question.label, choices=ANSWERS, required=False, widget=forms.RadioSelect
            )

    @staticmethod
    def _keep(field: Any, month: str) -> None:
        """A month that was chosen once stays to choose, however long ago it is."""
        day = parse_date(month)
        if day and month not in dict(field.choices):
            field.choices = [*field.choices, (month, date_format(day, "F Y"))]

    @property
    def questions(self) -> list[forms.BoundField]:
        """The questions about how the clinic works."""
        return [self[question.code] for question in REVIEW_QUESTIONS]

    @property
    def review(self) -> dict[str, Any]:
        """What was typed, as the actions take it; questions without an answer are left out."""
        typed = self.cleaned_data
        given = {q.code: typed[q.code] for q in REVIEW_QUESTIONS if typed.get(q.code)}
        return {
            "relation": typed["relation"],
            "visit_month": parse_date(typed["visit_month"]),
            "overall": int(typed["overall"]),
            "answers": given,
            "words": typed["words"],
        }


class NewReviewForm(ReviewForm):
    """A review that is written for the first time, with the address that confirms it."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a link to it. It is encrypted, never shown, and given to nobody."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Type the address that the link is sent to.")},
    )


class LinkForm(forms.Form):
    """The address that a review was written with."""

    email = forms.EmailField(
        label=_("The e-mail address you wrote the review with"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Type the address.")},
    )


class ReportForm(forms.Form):
    """What somebody found that differs from a listing."""

    words = Words(
        label=_("What did you find, when, and how?"),
        help_text=_(
            "For example: “I called on 3 March; they no longer take Medicaid.” "
            "Nothing about your health."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words what you found.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address (optional)"),
        help_text=_("Only to tell you once how it ended; then it is deleted."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ReplyForm(forms.Form):
    """The clinic's reply: sentences of the template, and what it has changed."""

    sentences = forms.MultipleChoiceField(
        label=_("Sentences of the reply"),
        choices=[(code, words) for code, words in SENTENCES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one sentence.")},
    )
    words = Words(
        label=_("What you changed, for everybody (optional)"),
        help_text=_("For example: “Since April every quote is given in writing.”"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class StoryForm(forms.Form):
    """A success story: the clinic's own advertising."""

    title = forms.CharField(label=_("Title"), max_length=120)
    words = Words(label=_("The story"), max_length=2000, widget=forms.Textarea(attrs={"rows": 8}))


class ResolveForm(forms.Form):
    """How a report ended."""

    resolution = forms.ChoiceField(
        label=_("How did it end?"),
        choices=Report.Resolution.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    note = forms.CharField(
        label=_("Note (optional)"),
        help_text=_("The reporter reads it if they left an address."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
