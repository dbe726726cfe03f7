"""Days, amounts, phone numbers and cited sources as HTML."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinics.as_written import as_written, within
from clinics.listing.phones import phone_link, shown_phone
from clinics.models import Clinic
from clinics.vocabulary import Source
from directory.presenting import wording
from directory.presenting.status import status_words

register = template.Library()
register.filter(as_written)
register.filter(within)


@register.filter(expects_localtime=True)
def day(date: dt.date | None) -> str | SafeString:
    """A date as a time element that reads `3 March 2026`; '' for None."""
    if not date:
        return ""
    return format_html('<time datetime="{}">{}</time>', date.isoformat()[:10], wording.day(date))


@register.simple_tag
def status_flag(clinic: Clinic) -> SafeString | str:
    """What stands in the way of going to a clinic today, as a flag; '' when nothing does."""
    words = status_words(clinic, on=timezone.localdate())
    return format_html('<span class="flag late">{}</span>', words) if words else ""


@register.filter
def clock(moment: dt.datetime) -> SafeString:
    """A moment as a time element that reads `2:05 p.m. EST`."""
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), wording.clock(moment))


@register.filter
def money(amount: Decimal, currency: str = "USD") -> str:
    """An amount as `$1,250`."""
    return wording.money(amount, currency)


@register.filter
def short(source: Source) -> str:
    """A cited source as `FDA warning 2022`; with `(to be checked)` where that is so."""
    said = f"{source.name} {source.year}"
    return f"{said} ({_('to be checked')})" if source.is_to_check else said


@register.filter
def cite(source: Source) -> SafeString:
    """A link to the entry of a cited source in the same page's list of sources."""
    anchor = source.short.lower()
    return format_html('<a class="cite" href="#source-{}">{}</a>', anchor, short(source))


@register.filter
def cites(sources: Iterable[Source]) -> SafeString:
    """Links to cited sources, each after a space."""
    return format_html_join("", " {}", ((cite(source),) for source in sources))


@register.simple_tag
def source(text: Source) -> SafeString:
    """A cited source in the list of sources, with a link to it."""
    cited = as_written(text.citation)
    citation = format_html("<strong>{}.</strong> {}, {}.", text.name, cited, text.year)
    if text.is_to_check:
        second_hand = _("We read it second-hand: to be checked.")
        citation = format_html("{} {}", citation, second_hand)
    if not text.url:
        return citation
    link = '{} <a href="{}" rel="noopener external">{}</a>'
    return format_html(link, citation, text.url, text.url)


@register.filter
def links(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """Pairs of label and address as links, with commas between."""
    return format_html_join(", ", '<a href="{1}"><bdi>{0}</bdi></a>', pairs)


@register.filter
def phone(text: str) -> str | SafeString:
    """A phone number as a link that dials it; as plain text if it cannot be dialed."""
    link = phone_link(text)
    return format_html('<a href="{}">{}</a>', link, shown_phone(text)) if link else text
