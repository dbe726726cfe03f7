"""What decides, as HTML: the warnings about a clinic, and how it answers what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString

from clinics.as_written import within
from directory.presenting.one_language import gettext as _
from directory.presenting.ticks import ShownTick
from directory.presenting.warnings import ShownWarning
from directory.templatetags.filled import filled

register = template.Library()


@register.simple_tag
def warning_lines(warnings: Sequence[ShownWarning], page: str = "") -> SafeString | str:
    """The warnings, a line each, the gravest first; '' without any.

    `page`: the address of the clinic's page, or "#" on that page itself; with it, a line leads to
    the section that says more.
    """
    if not warnings:
        return ""
    lines = SafeString("".join(filled("<li>{line}</li>", line=_line(w, page)) for w in warnings))
    pattern = '<ul class="warnings" aria-label="{label}">{lines}</ul>'
    return filled(pattern, label=_("Warnings"), lines=lines)


def _line(warning: ShownWarning, page: str) -> SafeString | str:
    if not (page and warning.anchor):
        return warning.text
    address = f"{page.removesuffix('#')}#{warning.anchor}"
    return filled('<a href="{address}">{text}</a>', address=address, text=warning.text)


@register.simple_tag
def tick_lines(ticks: Iterable[ShownTick]) -> SafeString | str:
    """Each thing that was asked for: its shape, its label, its state in words, its remarks."""
    lines = SafeString("".join(filled("<li>{line}</li>", line=tick_line(one)) for one in ticks))
    return filled('<ul class="ticks">{lines}</ul>', lines=lines) if lines else ""


def ticks_in_line(ticks: Iterable[ShownTick]) -> SafeString:
    """The same lines where no list may stand, as in what opens."""
    lines = (filled('<span class="tick">{line}</span>', line=tick_line(one)) for one in ticks)
    return filled('<span class="ticks">{lines}</span>', lines=SafeString(" ".join(lines)))


TICK = (
    '<span class="value {state}"><span>{label}<span{hidden}>: {words}</span></span></span>{remark}'
)
REMARK = ' <span class="tick-remark">{remark}</span>'
HIDDEN = SafeString(' class="hidden"')


@register.simple_tag
def tick_line(tick: ShownTick) -> SafeString:
    """One thing that was asked for. States that help are only spoken: their shape shows them.

    The shape of a *no* is not enough: on paper it looks like a box with a cross in it.
    """
    if remark := tick.remark:
        return _tick(
            tick.state,
            tick.label,
            tick.state_words,
            filled(REMARK, remark=within(remark, tick.own)),
        )
    if "." in tick.code:
        return _plain_tick(tick.state, tick.label, tick.state_words)
    return _tick(tick.state, tick.label, tick.state_words)  # the label says what a reader wrote


def _tick(state: str, label: str, words: str, remark: SafeString | str = "") -> SafeString:
    hidden = HIDDEN if state in ("yes", "half", "unclear") else ""
    return filled(TICK, state=state, label=label, hidden=hidden, words=words, remark=remark)


@lru_cache(maxsize=1000)
def _plain_tick(state: str, label: str, words: str) -> SafeString:
    """One of an item of the checklist, without a remark: it is the same for every clinic."""
    return _tick(state, label, words)
