"""Reviews, replies and stories on a page: where each stands, who wrote it, in words."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinics import languages
from clinics.languages import Language, spoken_now
from clinics.reviews import wording
from clinics.reviews.models import ClinicText, Reply, Review
from clinics.reviews.reply_sentences import SENTENCES
from clinics.reviews.reported_answer import WRITERS

register = template.Library()
register.filter("how_it_stands", wording.how_it_stands)
register.filter("how_closed", wording.how_closed)


@register.simple_tag
def text_state(text: ClinicText) -> SafeString:
    """Where a text stands, as a mark, with the moderator's reason if there is one."""
    mark, words, reason = wording.text_state(text)
    css, reason = f"flag {mark}".strip(), f": {reason}" if reason else ""
    return format_html('<span class="{}">{}</span>{}', css, words, reason)


@register.simple_tag
def lang(language: str) -> SafeString:
    """The attribute of an element with words in another language than the page's; else nothing."""
    return SafeString("") if language == spoken_now() else format_html(' lang="{}"', language)


@register.simple_tag
def written_in(language: str) -> SafeString:
    """“Written in Spanish”, where the page is in another language; else nothing."""
    words = languages.written_in(language)
    return format_html('<p class="hint">{}</p>', words) if words else SafeString("")


@register.simple_tag
def language_name(language: str) -> str:
    """What a language is called: `Spanish`."""
    return str(Language(language).label)


@register.filter
def writer(review: Review) -> str:
    """Who wrote a review, as the public reads it."""
    return str(WRITERS[review.relation])


@register.filter
def sentences(reply: Reply) -> str:
    """The ready sentences of a reply; a code that is no longer known is left out."""
    return " ".join(str(SENTENCES[code]) for code in reply.sentences if code in SENTENCES)


@register.filter
def may_be_replied_to(review: Review) -> bool:
    """Whether a review has no reply that waits or is public. No query for prefetched replies."""
    live = ("", Reply.Decision.PUBLISHED)
    return not any(reply.decision in live for reply in review.replies.all())
