"""The cards of results as HTML. A page has up to a hundred, and a tag is faster than an include.

The classes belong to `static/css/results.css`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from directory.pages.results import Result
from directory.templatetags.decides import tick_lines, warning_lines
from directory.templatetags.results import call_button

register = template.Library()

CARD = """\
<li class="result{alone}"{data}>
{warnings}
<div class="result-head">
{number}<h3><a href="{url}">{name}</a></h3>
{box}</div>
<div class="result-in">
<div class="result-is">
<p class="where">{where}</p>
<p class="given">{offers}</p>
</div>
<p class="price">
{price}
</p>
<div class="result-asked">
{asked}<p class="checked hint">{checked} · {said}</p>
</div>
<div class="result-do">
{call}
{today}<span class="hint">{rating}</span>
</div>
</div>
</li>
"""
NUMBER = '<span class="result-number">{}</span>\n'
BOX = """\
<label class="compare-box">
<input type="checkbox" name="clinic" value="{}">
<span>{}<span class="hidden"> <bdi>{}</bdi></span></span>
</label>
"""
WHOLE_PRICE = '<span class="price-sum">{}</span>\n<span class="hint">{}</span>'
ANY_PRICE = '<span class="price-sum none">{}</span>'
ASKED = '<p class="meets">{}</p>\n{}\n'
TODAY = '<span class="hint">{}</span>\n'


@register.simple_tag
def result_cards(results: Iterable[Result], first_number: int) -> SafeString:
    """Numbered cards, each with a box that ticks the clinic for the comparison."""
    words = _("Compare")
    cards = (
        _card(
            result,
            alone="",
            data=format_html(' data-number="{}"', number),
            number=format_html(NUMBER, number),
            box=format_html(BOX, result.clinic.slug, words, result.clinic.name),
        )
        for number, result in enumerate(results, start=first_number)
    )
    return mark_safe("".join(cards))


@register.simple_tag
def result_card(result: Result) -> SafeString:
    """One card by itself, without number and box."""
    return _card(result, alone=" result-alone", data="", number="", box="")


def _card(result: Result, **parts: str) -> SafeString:
    return format_html(
        CARD,
        **parts,
        warnings=warning_lines(result.warnings, result.url),
        url=result.url,
        name=result.clinic.name,
        where=result.where,
        offers=result.offers,
        price=_price(result),
        asked=_asked(result),
        checked=result.checked,
        said=result.said,
        call=call_button(result.clinic),
        today=format_html(TODAY, today) if (today := result.today) else "",
        rating=result.rating,
    )


def _asked(result: Result) -> SafeString | str:
    words = result.matches
    return format_html(ASKED, words, tick_lines(result.ticks)) if words else ""


def _price(result: Result) -> SafeString:
    if result.has_whole_price:
        return format_html(WHOLE_PRICE, result.price, result.price_note)
    return format_html(ANY_PRICE, result.price_in_full)
