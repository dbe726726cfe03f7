"""How a day, a sum, a phone number and a cited text stand on a page."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinics.vocabulary import Source
from directory.presenting import wording

register = template.Library()


@register.filter(expects_localtime=True)
def day(date: dt.date | None) -> str | SafeString:
    """A date as a time element that reads `3 March 2026`; nothing for None."""
    if not date:
        return ""
    return format_html('<time datetime="{}">{}</time>', date.isoformat()[:10], wording.day(date))


@register.filter
def money(amount: Decimal, currency: str = "USD") -> str:
    """An amount as `$1,250`."""
    return wording.money(amount, currency)


@register.filter
def short(source: Source) -> str:
    """A cited text as `FDA 2022` or `G-CP 2018`."""
    return f"{source.short.rstrip('0123456789')} {source.year}"


@register.filter
def cite(source: Source) -> SafeString:
    """A link to a cited text in the list of sources of the same page."""
    anchor = source.short.lower()
    return format_html('<a class="cite" href="#source-{}">{}</a>', anchor, short(source))


@register.filter
def cites(sources: Iterable[Source]) -> SafeString:
    """Links to cited texts, each after a space."""
    return format_html_join("", " {}", ((cite(source),) for source in sources))


@register.simple_tag
def source(text: Source) -> SafeString:
    """A cited text in a list of sources, with a link to it."""
    words = format_html("<strong>{}</strong> {}, {}.", short(text), text.citation, text.year)
    if not text.url:
        return words
    link = '{} <a href="{}" rel="noopener external">{}</a>'
    return format_html(link, words, text.url, text.url)


@register.filter
def links(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """Links with commas between them, of pairs of label and address."""
    return format_html_join(", ", '<a href="{1}">{0}</a>', pairs)


@register.filter
def phone(text: str) -> str | SafeString:
    """A phone number as a link to dial it; as plain text when it cannot be read."""
    link = wording.phone_link(text)
    return format_html('<a href="{}">{}</a>', link, wording.phone(text)) if link else text
