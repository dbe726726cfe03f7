"""The moderators' way to the desk, on every page; nobody else costs a query."""

from __future__ import annotations

from typing import Any

from django import template

from clinics.listing.wording import label
from clinics.memberships.permissions import has_second_factor, is_moderator
from clinics.moderation.desk import counts

register = template.Library()


@register.filter
def field_label(code: str) -> str:
    """What a field or a code of the checklist is called."""
    return label(code)


@register.inclusion_tag("clinics/moderation/_link.html")
def desk_link(user: Any) -> dict[str, Any]:
    """A link for moderators, with how many cases wait once they have a second factor."""
    if not is_moderator(user):
        return {"moderates": False}
    return {
        "moderates": True,
        "waiting": sum(counts().values()) if has_second_factor(user) else None,
    }
