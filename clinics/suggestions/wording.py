"""What a suggestion says and how it ended, in words."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.listing import wording
from clinics.listing.phones import shown_phone
from clinics.reviews.abuse import FLAGS
from clinics.reviews.models import SAME_NETWORK
from clinics.suggestions.models import Suggestion

Kind, Outcome = Suggestion.Kind, Suggestion.Outcome

DONE_WORDS = {
    Kind.ADD: gettext_lazy("We published the clinic “%(name)s” that you suggested."),
    Kind.CLOSED: gettext_lazy("The page of %(name)s now says that it has closed."),
    Kind.MOVED: gettext_lazy("The page of %(name)s now says where it moves, and from which day."),
    Kind.NOT_A_CLINIC: gettext_lazy("We took the listing of %(name)s off."),
    Kind.DUPLICATE: gettext_lazy("%(name)s may be listed twice. We compare the two listings now."),
    Kind.DANGEROUS: gettext_lazy("We took the listing of %(name)s off."),
    Kind.REMOVAL: gettext_lazy("We removed the listing of %(name)s, as you asked."),
    Kind.OTHER: gettext_lazy("A moderator has dealt with what you wrote about %(name)s."),
}
"""What who asked reads when it was done, by kind."""

LABELS = {
    "since": gettext_lazy("Since"),
    "holds_from": gettext_lazy("From the day"),
    "new_address": gettext_lazy("New address, as typed"),
    "routes": gettext_lazy("Offers"),
}
"""Labels of what was typed, beside those of a listing's own fields."""
ORDER = ("name", "street", "street2", "city", "state", "postal_code", "new_address", "phone",
         "website", "routes", "since", "holds_from")  # fmt: skip
"""What is typed, in the order of the forms: the database keeps none."""


def outcome_words(suggestion: Suggestion) -> str:
    """How it ended, for who asked: what was done, or why not, and the moderator's own words."""
    name = {"name": suggestion.name}
    if suggestion.outcome == Outcome.DONE:
        words = str(DONE_WORDS[Kind(suggestion.kind)]) % name
    elif suggestion.outcome == Outcome.CANDIDATE:
        words = _("We keep the clinic “%(name)s” that you suggested, and look further into it. It "
                  "is not public yet.") % name  # fmt: skip
    else:
        parts = name | {"why": suggestion.reason_label}
        words = _("We changed nothing about %(name)s. The reason: %(why)s.") % parts
    return f"{words} {suggestion.answer}".strip()


def said(suggestion: Suggestion) -> list[tuple[str, str]]:
    """What was typed beside the words: label and value, in the order of the form."""
    typed = suggestion.values
    return [(_label(code), _value(code, typed[code])) for code in ORDER if code in typed]


def _label(code: str) -> str:
    return str(LABELS.get(code) or wording.label(code))


def _value(code: str, value: Any) -> str:
    if code == "routes":
        return ", ".join(wording.label(route) for route in value)
    if code == "phone":
        return shown_phone(value)
    day = parse_date(value) if code in ("since", "holds_from") else None
    return wording.day(day) if day else str(value)


def signs(suggestion: Suggestion) -> list[str]:
    """Signs of abuse and of danger, in words for moderators."""
    same = _("The same network sent something like it within a day")
    words = {**FLAGS, SAME_NETWORK: same}
    return [str(words.get(code, code)) for code in suggestion.flags]
