"""What several pages about suggestions show."""

from __future__ import annotations

from typing import Any

from django import template

from clinics.suggestions.likely import Likely
from clinics.suggestions.models import Suggestion
from clinics.suggestions.wording import outcome_words

register = template.Library()


@register.inclusion_tag("clinics/suggestions/_likely.html")
def likely_list(found: list[Likely], to_desk: bool = False) -> dict[str, Any]:
    """Listings that may be the same clinic, each with a link to its page, or to the desk's."""
    return {"found": found, "to_desk": to_desk}


@register.simple_tag
def outcome(suggestion: Suggestion) -> str:
    """How a suggestion ended, as who asked reads it."""
    if suggestion.outcome == Suggestion.Outcome.WITHDRAWN:
        return str(suggestion.get_outcome_display())
    return outcome_words(suggestion)
