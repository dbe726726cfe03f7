"""The footnotes of the guide as HTML, and what is known beside a sentence of advertising."""

from __future__ import annotations

import re

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinics.advertising import AdvertisingClaim, claimed_in
from clinics.as_written import as_written
from clinics.guide_facts import Text
from clinics.languages import spoken_now
from clinics.spoken import ENGLISH
from directory.guide.reading import Note, to_check
from directory.guide.topics import ADVERTISING

register = template.Library()


@register.simple_tag
def guide_note(note: Note) -> SafeString:
    """A footnote: the fact, the texts it rests on, how it is known, and the ways back."""
    backs = format_html_join(
        " ",
        '<a class="note-back" href="#{}" aria-label="{}">↑</a>',
        (
            (mark, _("Back to where source %(n)s is cited") % {"n": note.number})
            for mark in note.marks
        ),
    )
    texts = format_html_join(" ", "{}", ((_text(text),) for text in note.fact.texts))
    how = format_html('<span class="hint">{}</span>', note.fact.how_known)
    if note.fact.is_to_check:
        how = format_html("{}{}", how, to_check())
    parts = (f"note-{note.number}", note.fact.says, texts, how, backs)
    return format_html('<li id="{}">{} {} {} {}</li>', *parts)


def _text(text: Text) -> SafeString:
    """A text as `FDA: Alert on compounded ketamine, 2023.`, with a link where it has one."""
    words = f"{text.by}: {text.title}" + (f", {text.year}." if text.year else ".")
    if not text.url:
        return format_html("<cite>{}</cite>", as_written(words))
    link = '<cite><a href="{}" rel="noopener external">{}</a></cite>'
    return format_html(link, text.url, as_written(words))


@register.simple_tag
def advertised(words: str, language: str = ENGLISH) -> SafeString:
    """Words of a clinic's own, and after a paragraph that says more than is known what is known.

    `language` is that of the words.
    """
    paragraphs = [part for part in re.split(r"\n{2,}", words.replace("\r\n", "\n")) if part.strip()]
    return format_html_join(
        "",
        "{}{}",
        ((_paragraphs(part, language), known_beside(part)) for part in paragraphs),
    )


def _paragraphs(words: str, language: str) -> SafeString:
    html = SafeString(linebreaks(words, autoescape=True))
    if language == spoken_now():
        return html
    return format_html('<div lang="{}">{}</div>', language, html)


@register.simple_tag
def known_beside(words: str) -> SafeString:
    """What is known about each sentence of advertising in a clinic's own words; '' without any."""
    found = claimed_in(words)
    return format_html_join("", "{}", ((_note(one.sentence, one.claim),) for one in found))


def _note(sentence: str, claim: AdvertisingClaim) -> SafeString:
    return format_html(
        '<p class="known-note"><q>{}</q> <strong>{}</strong> {} '
        '<a class="cite" href="{}">{}</a></p>',
        as_written(sentence),
        _("What is known:"),
        claim.known,
        f"{reverse('guide_page', args=[ADVERTISING])}#claim-{claim.code}",
        as_written(claim.cited),
    )
