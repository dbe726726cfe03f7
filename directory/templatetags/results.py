"""The parts of a result, and of the search around it, as HTML."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinics.listing.card import Card
from clinics.listing.phones import phone_link, shown_phone
from clinics.models import Clinic
from directory.pages.chips import Chip
from directory.presenting.one_language import gettext as _

register = template.Library()


@register.simple_tag
def call_button(clinic: Clinic | Card) -> SafeString | str:
    """A button that calls a clinic; plain text if its number cannot be dialed; '' without one."""
    if not clinic.phone:
        return ""
    link = phone_link(clinic.phone)
    if not link:
        return clinic.phone
    words = _("Call %(number)s") % {"number": shown_phone(clinic.phone)}
    return format_html('<a class="button quiet" href="{}">{}</a>', link, words)


@register.simple_tag
def chip_switches(chip: Chip) -> SafeString:
    """Links that make a part of the question a must, nice to have, or not wanted."""
    return format_html_join(
        "",
        '<a class="chip-switch" href="{}">{}<span class="hidden">: {}</span></a>',
        ((url, words, chip.label) for words, url in chip.switches),
    )


@register.simple_tag
def hidden_fields(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """Parameters that a form sends along."""
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag
def sort_menu(sorts: Iterable[tuple[str, str, bool]], now: str) -> SafeString:
    """The orders as links in a list that opens: words, address, and whether it is this one."""
    links = (
        format_html('<a href="{}"{}>{}</a>', url, _CURRENT if is_now else "", words)
        for words, url, is_now in sorts
    )
    return format_html(
        '<details class="sort"><summary>{}<span class="hidden">: {}</span></summary>'
        "<ul>{}</ul></details>",
        _("Sort"),
        now,
        format_html_join("", "<li>{}</li>", ((link,) for link in links)),
    )


_CURRENT = SafeString(' aria-current="true"')
