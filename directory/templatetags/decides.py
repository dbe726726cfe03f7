"""What decides, as HTML: the warnings about a clinic, and how it answers what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.presenting.ticks import ShownTick
from directory.presenting.warnings import ShownWarning

register = template.Library()


@register.simple_tag
def warning_lines(warnings: Sequence[ShownWarning], page: str = "") -> SafeString | str:
    """The warnings, a line each, the gravest first; '' without any.

    `page`: the address of the clinic's page, or "#" on that page itself; with it, a line leads to
    the section that says more.
    """
    if not warnings:
        return ""
    lines = format_html_join("", "<li>{}</li>", ((_line(one, page),) for one in warnings))
    return format_html('<ul class="warnings" aria-label="{}">{}</ul>', _("Warnings"), lines)


def _line(warning: ShownWarning, page: str) -> SafeString | str:
    if not (page and warning.anchor):
        return warning.text
    address = f"{page.removesuffix('#')}#{warning.anchor}"
    return format_html('<a href="{}">{}</a>', address, warning.text)


@register.simple_tag
def tick_lines(ticks: Iterable[ShownTick]) -> SafeString | str:
    """Each thing that was asked for: its shape, its label, its state in words, its remarks."""
    lines = format_html_join("", "<li>{}</li>", ((tick_line(one),) for one in ticks))
    return format_html('<ul class="ticks">{}</ul>', lines) if lines else ""


@register.simple_tag
def tick_line(tick: ShownTick) -> SafeString:
    """One thing that was asked for. States that help are only spoken: their shape shows them.

    The shape of a *no* is not enough: on paper it looks like a box with a cross in it.
    """
    hidden = ' class="hidden"' if tick.state in ("yes", "half", "unclear") else ""
    state = format_html("<span{}>: {}</span>", SafeString(hidden), tick.state_words)
    said = format_html("<span>{}{}</span>", tick.label, state)
    shown = format_html('<span class="value {}">{}</span>', tick.state, said)
    if not tick.remark:
        return shown
    return format_html('{} <span class="tick-remark">{}</span>', shown, tick.remark)
