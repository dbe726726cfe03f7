"""The forms of reviews, replies, stories and reports. The actions check again, and save."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clinics.languages import Language, spoken_now
from clinics.reviews.models import ClinicText, Report, Review, Story
from clinics.reviews.questions import REVIEW_QUESTIONS
from clinics.reviews.reply_sentences import SENTENCES
from clinics.reviews.rules import MONTHS
from clinics.text import tidy

MARK_CHOICES = [
    ("5", _("5 – very good")),
    ("4", _("4 – good")),
    ("3", _("3 – neither good nor bad")),
    ("2", _("2 – bad")),
    ("1", _("1 – very bad")),
]
ANSWER_CHOICES = [
    ("yes", _("Yes")),
    ("no", _("No")),
    ("n/a", _("Does not apply")),
    ("", _("No answer")),
]


def visit_months(today: dt.date) -> list[tuple[str, str]]:
    """The months that can be chosen for a visit, newest first: (`2026-03-01`, `March 2026`)."""
    number = today.year * 12 + today.month - 1
    days = [dt.date(n // 12, n % 12 + 1, 1) for n in range(number, number - MONTHS - 1, -1)]
    return [(day.isoformat(), date_format(day, "YEAR_MONTH_FORMAT")) for day in days]


class MultilineField(forms.CharField):
    """Text of several lines. A line end counts as one character, as it does in the browser."""

    def to_python(self, value: Any) -> str:
        """The text, tidied, each line ending in one newline."""
        return super().to_python(tidy(value or "", lines=True)) or ""


def language_field() -> forms.ChoiceField:
    """In which language the text of a form is: that of the page unless another is chosen."""
    return forms.ChoiceField(
        label=_("The language you write in"),
        choices=Language.choices,
        initial=spoken_now,
        required=False,
    )


class ReviewForm(forms.Form):
    """A review: month of the visit, who writes, questions, overall mark, words."""

    visit_month = forms.ChoiceField(
        label=_("Month of the visit"),
        help_text=_("We keep only the month, never the day."),
        error_messages={"required": _("Choose the month of your visit.")},
    )
    relation = forms.ChoiceField(
        label=_("Who are you?"),
        choices=Review.Relation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who you are.")},
    )
    overall = forms.ChoiceField(
        label=_("Overall, how was the clinic?"),
        choices=MARK_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a rating from 1 to 5.")},
    )
    words = MultilineField(
        label=_("In your own words (optional)"),
        help_text=_(
            "How does the place work? For example: the price, the wait, whether somebody watched "
            "over you and listened to you. Before it is published, a moderator replaces names of "
            "staff and details about other people’s health with a marker."
        ),
        max_length=Review.MAX_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    language = language_field()

    def __init__(self, data: Any = None, *, today: dt.date, initial: Any = None) -> None:
        """`today` decides which months can be chosen."""
        super().__init__(data, initial=initial, label_suffix="")
        field = self.fields["visit_month"]
        field.choices = [("", _("Choose a month")), *visit_months(today)]  # type: ignore[attr-defined]
        if month := (initial or {}).get("visit_month"):
            self._offer(field, month)
        for question in REVIEW_QUESTIONS:
            self.fields[question.code] = forms.ChoiceField(
                label=question.label,
                choices=ANSWER_CHOICES,
                required=False,
                widget=forms.RadioSelect,
            )

    @staticmethod
    def _offer(field: Any, month: str) -> None:
        """Offer the month that the review has already, even when it is too old by now."""
        day = parse_date(month)
        if day and month not in dict(field.choices):
            field.choices = [*field.choices, (month, date_format(day, "YEAR_MONTH_FORMAT"))]

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields of the questions about how the clinic works."""
        return [self[question.code] for question in REVIEW_QUESTIONS]

    @property
    def review(self) -> dict[str, Any]:
        """What was typed, as arguments of the actions; unanswered questions are left out."""
        typed = self.cleaned_data
        answers = {q.code: typed[q.code] for q in REVIEW_QUESTIONS if typed.get(q.code)}
        return {
            "relation": typed["relation"],
            "visit_month": parse_date(typed["visit_month"]),
            "overall": int(typed["overall"]),
            "answers": answers,
            "words": typed["words"],
            "language": typed["language"],
        }


class NewReviewForm(ReviewForm):
    """A new review, with the e-mail address that the link to confirm it is sent to."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a link to it. We encrypt it, never show it, and give it to nobody."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Type the address that we should send the link to.")},
    )


class LinkForm(forms.Form):
    """Asks for the e-mail address of a review, to send its link again."""

    email = forms.EmailField(
        label=_("The e-mail address that you gave with the review"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Type your e-mail address.")},
    )


class ReportForm(forms.Form):
    """A report that an answer of a listing is wrong."""

    words = MultilineField(
        label=_("What did you find, when, and how?"),
        help_text=_(
            "For example: “I called on 3 March. They no longer take Medicaid.” "
            "Please write nothing about your health."
        ),
        max_length=Report.MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write in a few words what you found.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address (optional)"),
        help_text=_("We tell you once how it ended. Then we delete the address."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ReplyForm(forms.Form):
    """The clinic's reply: ready sentences, and in its own words what it has changed."""

    sentences = forms.MultipleChoiceField(
        label=_("Sentences of the reply"),
        choices=list(SENTENCES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one sentence.")},
    )
    words = MultilineField(
        label=_("What you changed for all patients (optional)"),
        help_text=_("For example: “Since April we give every quote in writing.”"),
        max_length=ClinicText.MAX_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = language_field()


class StoryForm(forms.Form):
    """A success story: the clinic's own advertising."""

    title = forms.CharField(label=_("Title"), max_length=Story.MAX_TITLE)
    words = MultilineField(
        label=_("The story"),
        max_length=ClinicText.MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    language = language_field()


class ResolveForm(forms.Form):
    """How a report ended."""

    resolution = forms.ChoiceField(
        label=_("How did it end?"),
        choices=Report.Resolution.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    note = MultilineField(
        label=_("Note (optional)"),
        help_text=_(
            "The clinic and the moderators read this. The person who reported it does not."
        ),
        max_length=Report.MAX_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
