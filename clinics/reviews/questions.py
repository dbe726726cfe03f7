"""The questions of a review: what happened at the visit. What a clinic states is `checklist.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class ReviewQuestion:
    """A question about how the clinic works, answered with yes, no or does not apply.

    `label` is the question on the form, `says` the statement that a yes makes.
    """

    code: str
    label: StrOrPromise
    says: StrOrPromise


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
        ("whom-to-call", _("Did you know whom to call afterward?"), _("Knew whom to call")),
        ("followed-up", _("Did someone follow up?"), _("Someone followed up")),
        ("accessible", _("Was the place accessible to you?"), _("The place was accessible")),
    )
)
"""All questions, in the order of the form. None asks whether the treatment helped."""
