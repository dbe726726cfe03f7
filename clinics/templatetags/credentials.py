"""Clinicians and credentials, in words, on the clinic's own pages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinics.credentials import wording
from clinics.credentials.route_requirements import RouteNeed

register = template.Library()
register.filter("described", wording.described)
register.filter("differences", wording.differences)
register.filter("handed_in", wording.handed_in)
register.filter("register_says", wording.register_says)
register.filter("words_at_desk", wording.words_at_desk)


@register.simple_tag
def need_state(need: RouteNeed) -> SafeString:
    """How far a need of a route is met, as a mark."""
    return format_html('<span class="flag {}">{}</span>', *wording.need_state(need))
