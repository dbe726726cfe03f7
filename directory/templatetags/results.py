"""The parts of a result, and of the search around it, as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinics.listing.card import Card
from clinics.listing.phones import phone_link, shown_phone
from clinics.models import Clinic
from directory.pages.chips import Chip
from directory.pages.search import SearchPage
from directory.presenting.one_language import gettext as _
from directory.site.urls import path_of

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
def chip_list(chips: Iterable[Chip]) -> SafeString:
    """The parts of the question, each with what removes it or asks it otherwise; '' for none."""
    remove = escape(_("Remove:"))
    rows = "".join(
        f'<li>\n<a class="chip" href="{escape(chip.url)}">\n<span class="hidden">{remove} </span>'
        f"{escape(chip.label)}\n</a>\n{_switches(chip)}\n</li>\n"
        for chip in chips
    )
    if not rows:
        return SafeString("")
    over = f'<a class="start-over" href="{path_of("search")}">{escape(_("Start over"))}</a>'
    label = escape(_("What you asked for"))
    return SafeString(f'<ul class="chips" aria-label="{label}">\n{rows}<li>{over}</li>\n</ul>')


def _switches(chip: Chip) -> str:
    """Links that make a part of the question a must, nice to have, or not wanted."""
    label = escape(chip.label)
    return "".join(
        f'<a class="chip-switch" href="{escape(url)}">{escape(words)}'
        f'<span class="hidden">: {label}</span></a>'
        for words, url in chip.switches
    )


@register.simple_tag
def hidden_fields(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """Parameters that a form sends along."""
    return SafeString(
        "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in pairs
        )
    )


@register.simple_tag
def sort_menu(sorts: Iterable[tuple[str, str, bool]], now: str) -> SafeString:
    """The orders as links in a list that opens: words, address, and whether it is this one."""
    current = ' aria-current="true"'
    links = "".join(
        f'<li><a href="{escape(url)}"{current * is_now}>{escape(words)}</a></li>'
        for words, url, is_now in sorts
    )
    return SafeString(
        f'<details class="sort"><summary>{escape(_("Sort"))}'
        f'<span class="hidden">: {escape(now)}</span></summary><ul>{links}</ul></details>'
    )


@register.simple_tag
def pager(page: SearchPage) -> SafeString:
    """Links to the pages before and after, to the first, the last and those nearby; '' for one."""
    if not page.pages:
        return SafeString("")
    before, here, after = page.previous_url, page.question.page, page.next_url
    number_of, current = escape(_("Page")), ' aria-current="page"'
    links = [f'<a rel="prev" href="{escape(before)}">{escape(_("Previous"))}</a>'] * bool(before)
    links += (
        f'<a href="{escape(url)}"{current * (number == here)}>\n'
        f'<span class="hidden">{number_of} </span>{number}\n</a>'
        for number, url in page.pages
    )
    links += [f'<a rel="next" href="{escape(after)}">{escape(_("Next"))}</a>'] * bool(after)
    return SafeString(
        f'<nav class="pages" aria-label="{escape(_("Pages"))}">\n' + "\n".join(links) + "\n</nav>"
    )
