"""Claims, in words, on a person's own pages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinics.claims import wording
from clinics.claims.models import Claim

register = template.Library()
register.filter("proof", wording.proof)


@register.simple_tag
def claim_state(claim: Claim) -> SafeString:
    """Where a claim stands: a mark, and a sentence if there is one."""
    mark, words, sentence = wording.state(claim)
    css = f"flag {mark}".strip()
    return format_html('<span class="{}">{}</span> {}', css, words, sentence)
