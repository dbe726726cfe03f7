"""What a review asks: a vocabulary of its own, beside the checklist of what a clinic states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words  # visible text, translated or not


@dataclass(frozen=True, kw_only=True)
class ReviewQuestion:
    """A question of a review about how the clinic works: yes, no or does not apply."""

    code: str
    label: Words
    says: Words


REVIEW_QUESTIONS = tuple(
    ReviewQuestion(code=code, label=label, says=says)
    for code, label, says in (
        ("price-matched", _("Did the price match the quote?"), _("The price matched the quote")),
        (
            "screened",
            _("Were you screened and asked about your medicines?"),
            _("Screened and asked about medicines"),
        ),
        ("someone-stayed", _("Did someone stay with you?"), _("Someone stayed")),
        ("blood-pressure", _("Was your blood pressure checked?"), _("Blood pressure was checked")),
        (
            "watched",
            _("Were you watched until you felt normal?"),
            _("Watched until back to normal"),
        ),
        ("whom-to-call", _("Did you know whom to call afterwards?"), _("Knew whom to call")),
        ("followed-up", _("Did someone follow up?"), _("Someone followed up")),
        ("accessible", _("Was the place accessible to you?"), _("The place was accessible")),
    )
)
"""What a review asks about how the clinic works, never about the outcome."""
