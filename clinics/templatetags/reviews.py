"""A clinic's replies and stories on a page: how each stands, and a reply's sentences in words."""

from __future__ import annotations

from typing import Any

from django import template

from clinics.reviews.models import ClinicText, Reply, Review
from clinics.reviews.reply_sentences import SENTENCES
from clinics.reviews.reported_answer import WRITERS

register = template.Library()


@register.inclusion_tag("clinics/reviews/_text_state.html")
def text_state(text: ClinicText) -> dict[str, Any]:
    """How a text stands, with the moderator's reason."""
    return {"text": text, "reason": text.reason_label}


@register.filter
def writer(review: Review) -> str:
    """Who wrote a review, as everybody reads it."""
    return str(WRITERS[review.relation])


@register.filter
def sentences(reply: Reply) -> str:
    """The sentences that were chosen for a reply, in words."""
    return " ".join(str(SENTENCES[code]) for code in reply.sentences if code in SENTENCES)


@register.filter
def may_be_replied_to(review: Review) -> bool:
    """Whether no reply waits or is public yet."""
    live = ("", Reply.Decision.PUBLISHED)
    return not any(reply.decision in live for reply in review.replies.all())
